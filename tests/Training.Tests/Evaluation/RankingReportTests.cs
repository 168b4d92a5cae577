using System.Text.Json;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Tests.Evaluation;

public sealed class RankingReportTests
{
    private static readonly RankingReport Report = new(
        20, Users: 3, Recall: .5, Ndcg: .25, Precision: .125, HitRate: .75, Coverage: .0625,
        [new ItemBucket("0", 2, .1), new ItemBucket("1-5", 4, .2)], [new UserBucket("6-20", 3, .5, .25)]);

    [Theory]
    [InlineData(null)]
    [InlineData(.375)]
    public void AReportIsReadBackAsItWasWritten(double? coldAlone)
    {
        var written = Report with { ColdAlone = coldAlone };

        var read = JsonSerializer.Deserialize<RankingReport>(JsonSerializer.Serialize(written))!;

        (read with { ByItemBucket = Report.ByItemBucket, ByUserBucket = Report.ByUserBucket }).ShouldBe(written);
        read.ByItemBucket.ShouldBe(Report.ByItemBucket);
        read.ByUserBucket.ShouldBe(Report.ByUserBucket);
    }

    [Theory]
    [InlineData("{}", "recall@k")]
    [InlineData("{\"recall@20\":1,\"users\":1}", "by_item_bucket", "ndcg@20")]
    public void SomethingElseIsRefusedByTheNameOfWhatItLacks(string json, params string[] oneOf)
    {
        var message = Should.Throw<JsonException>(() => JsonSerializer.Deserialize<RankingReport>(json)).Message;
        oneOf.ShouldContain(name => message.Contains(name));
    }
}
