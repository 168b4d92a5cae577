using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Snapshots;

public sealed class HeldOutTwinsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ATwinIsKeptAsLongAsItsSnapshot()
    {
        var twins = new HeldOutTwins(_folder.File("."));
        foreach (var version in (string[])["kept", "forgotten", "young"])
            twins.Save(Content(version));
        foreach (var old in (string[])["kept", "forgotten"])
            File.SetLastWriteTimeUtc(_folder.File($"held-out/{old}.safetensors"), DateTime.UtcNow.AddHours(-2));

        // A young one may be that of a snapshot which is just being published.
        twins.KeepOnly(["kept"]);

        twins.Open("forgotten").ShouldBeNull();
        foreach (var version in (string[])["kept", "young"])
        {
            using var twin = twins.Open(version).ShouldNotBeNull();
            twin.HasLearnt(0, 1).ShouldBeFalse();
        }
    }

    [Fact]
    public void WhereThereIsNoFolderThereIsNoTwin()
    {
        var twins = new HeldOutTwins(_folder.File("none"));

        twins.KeepOnly([]);

        twins.Open("any").ShouldBeNull();
    }

    private static SnapshotContent Content(string version) => new(
        new SnapshotMetadata(version, "films", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
        Dim: 1, ["ann"], ["i0", "i1"], [null, null], [1], [1, 2], [1, 1], [0, 2], [0, 1])
    {
        HeldOutOffsets = [0, 1],
        HeldOutItems = [1],
    };
}
