using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Soak;

/// <summary>The checks of the soak find what they are there for.</summary>
public sealed class SoakChecksTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly HiddenItems _hidden = new();
    private readonly AnswerCheck _check;

    public SoakChecksTests() =>
        _check = new AnswerCheck(version => SnapshotFile.Open(Path.Combine(_folder.Folder, SnapshotFile.NameOf(version)), version), _hidden);

    public void Dispose()
    {
        _check.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("v1", 0.5, null)]
    [InlineData("v2", 1.5, null)]
    [InlineData("v1", 1.5, "b has the score 1.5, and 0.5 in v1")]
    public async Task AScoreOfAnotherSnapshotThanTheNamedOneIsFound(string version, double score, string? problem)
    {
        await SaveAsync("v1", 0.5f);
        await SaveAsync("v2", 1.5f);

        _check.Problem(Noon, items: 2, Answer(version, ("a", 2), ("b", score))).ShouldBe(problem);
    }

    [Fact]
    public async Task AHiddenItemIsFoundFromTwoSecondsAfterTheAcknowledgementUntilItIsShownAgain()
    {
        await SaveAsync("v1", 0.5f);
        _hidden.Hide("b", Noon);
        _hidden.Show("b", Noon.AddSeconds(10));
        string? At(double seconds) => _check.Problem(Noon.AddSeconds(seconds), items: 2, Answer("v1", ("a", 2), ("b", 0.5)));

        (At(-1), At(1.9), At(2), At(9.9), At(10)).ShouldBe((null, null, "shows b, which is hidden", "shows b, which is hidden", null));
    }

    [Fact]
    public async Task APageThatIsNotFullOrHasAnItemTwiceIsFound()
    {
        await SaveAsync("v1", 0.5f);

        _check.Problem(Noon, items: 2, Answer("v1", ("a", 2))).ShouldNotBeNull().ShouldStartWith("not 2 items");
        _check.Problem(Noon, items: 2, Answer("v1", ("a", 2), ("a", 2))).ShouldNotBeNull().ShouldStartWith("not 2 items");
    }

    [Fact]
    public void ALeakIsFoundUnderSwingsThatAreLargerAndSwingsAloneAreNone()
    {
        // An hour, ten seconds between two samples: a saw of 60 MiB, with 12 MiB an hour beside it and without.
        var saw = Enumerable.Range(0, 360).Select(k => (X: k / 360.0, Y: 300 + (k % 7 * 10.0))).ToList();
        var leak = saw.Select(point => (point.X, point.Y + (12 * point.X))).ToList();

        ResourceTrend.Slope(saw).ShouldBe(0, 0.5);
        ResourceTrend.Slope(leak).ShouldBe(12, 0.5);
    }

    private static JsonObject Answer(string version, params (string Id, double Score)[] items) => new()
    {
        ["userId"] = "ann",
        ["snapshotVersion"] = version,
        ["source"] = "model",
        ["items"] = new JsonArray([.. items.Select(item => new JsonObject { ["id"] = item.Id, ["score"] = item.Score })]),
    };

    private Task SaveAsync(string version, float score) => new FolderSnapshotStore(_folder.Folder).SaveAsync(
        new SnapshotContent(
            new SnapshotMetadata(version, "two items", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
            Dim: 2, ["ann"], ["a", "b"], [null, null], [1, 0], [2, 0, score, 1], [0, 0], [0, 0], []),
        TestContext.Current.CancellationToken);
}
