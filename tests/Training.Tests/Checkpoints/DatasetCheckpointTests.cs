using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Checkpoints;

namespace KDiffE.Training.Tests.Checkpoints;

public sealed class DatasetCheckpointTests
{
    [Fact]
    public void TheDataComeBackAsTheyWere()
    {
        var data = TinyDataset.Of(2, 3, new Interactions([0, 1], [2, 0]), new Interactions([1], [1]), new Interactions([0], [0])) with
        {
            ItemNames = ["\"one\"\n", null, "zwölf"],
            EntityIds = ["e"],
            RelationIds = ["r", "r^-1"],
            Triples = new Triples([0, 2], [0, 1], [3, 0]),
            Features = [new ItemFeature("text.v2", 2, [1, 2, 0, 0, 5, -6], [true, false, true])],
            Negative = new Interactions([1, 0], [2, 1]),
            Watermark = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(7),
        };
        using var folder = new TemporaryFolder();
        var checkpoint = new Checkpoint();
        data.Save(checkpoint.Part("data"));
        checkpoint.Write(folder.File("cut"));

        var read = Checkpoint.Read(folder.File("cut")).Part("data").Dataset();

        JsonSerializer.Serialize(read).ShouldBe(JsonSerializer.Serialize(data));
    }

    [Fact]
    public void ACheckpointWithoutDataSaysSo() =>
        Should.Throw<FormatException>(() => new Checkpoint().Dataset()).Message.ShouldContain("name");
}
