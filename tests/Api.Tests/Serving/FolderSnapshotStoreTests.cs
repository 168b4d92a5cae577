using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Serving;

/// <summary>What training saves, serving opens.</summary>
public sealed class FolderSnapshotStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderSnapshotStore _store;

    public FolderSnapshotStoreTests() => _store = new FolderSnapshotStore(Path.Combine(_folder.Folder, "made", "on", "save"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpensWhatWasSavedUnderItsVersion()
    {
        _store.Save(Catalogue.Content("v1"));
        using var snapshot = _store.Open("v1");
        snapshot.Metadata.Version.ShouldBe("v1");
        Names().ShouldBe(["v1.safetensors"]);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("../v1")]
    [InlineData("")]
    public void WhatIsNotThereIsRefusedByName(string version)
    {
        _store.Save(Catalogue.Content("v1"));
        Should.Throw<InvalidSnapshotException>(() => _store.Open(version)).Message.ShouldContain(version);
        Should.Throw<InvalidSnapshotException>(() => _store.Save(Catalogue.Content("../v1")));
    }

    [Fact]
    public void AVersionIsNeverOverwritten()
    {
        _store.Save(Catalogue.Content("v1"));
        Should.Throw<IOException>(() => _store.Save(Catalogue.Marked("v1", items: 5)));
        using var snapshot = _store.Open("v1");
        snapshot.ItemId(0).ShouldBe("a");
    }

    [Fact]
    public void WhatAKilledWriterLeftIsIgnoredAndInTimeDeleted()
    {
        _store.Save(Catalogue.Content("v1"));
        var folder = Path.Combine(_folder.Folder, "made", "on", "save");
        File.WriteAllText(Path.Combine(folder, ".v2.safetensors.0.tmp"), "half");
        File.SetLastWriteTimeUtc(Path.Combine(folder, ".v2.safetensors.0.tmp"), DateTime.UtcNow - TimeSpan.FromHours(2));
        File.WriteAllText(Path.Combine(folder, ".v3.safetensors.0.tmp"), "another process writes this one now");

        _store.Save(Catalogue.Content("v2"));
        Names().ShouldBe([".v3.safetensors.0.tmp", "v1.safetensors", "v2.safetensors"]);
        _store.Open("v2").Dispose();
    }

    private IEnumerable<string?> Names() =>
        Directory.GetFiles(_folder.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
