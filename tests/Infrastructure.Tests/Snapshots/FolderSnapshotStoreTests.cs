using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Snapshots;

/// <summary>A folder, which every process sees.</summary>
public sealed class FolderSnapshotStoreTests : SnapshotStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _snapshots;

    public FolderSnapshotStoreTests()
    {
        _snapshots = Path.Combine(_folder.Folder, "made", "on", "save");
        Store = new FolderSnapshotStore(_snapshots);
    }

    protected override ISnapshotStore Store { get; }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFileIsNamedAsTheVersionAndAlone()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);

        Names().ShouldBe(["v1.safetensors"]);
    }

    [Fact]
    public async Task WhatAKilledWriterLeftIsIgnoredAndInTimeDeleted()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        await File.WriteAllTextAsync(Path.Combine(_snapshots, ".v2.safetensors.0.tmp"), "half", Cancelled);
        File.SetLastWriteTimeUtc(Path.Combine(_snapshots, ".v2.safetensors.0.tmp"), DateTime.UtcNow - TimeSpan.FromHours(2));
        await File.WriteAllTextAsync(Path.Combine(_snapshots, ".v3.safetensors.0.tmp"), "another process writes this one now", Cancelled);

        await Store.SaveAsync(SmallSnapshot.Content("v2"), Cancelled);

        Names().ShouldBe([".v3.safetensors.0.tmp", "v1.safetensors", "v2.safetensors"]);
        (await Store.OpenAsync("v2", Cancelled)).Dispose();
    }

    [Fact]
    public async Task AFolderThatIsGoneIsNotMadeForANote() =>
        await Should.ThrowAsync<IOException>(() => Store.NoteServedAsync(["v1"], Cancelled));

    protected override ISnapshotStore Elsewhere() => new FolderSnapshotStore(_snapshots);

    protected override async Task RewriteAsync(string version, Func<byte[], byte[]> change)
    {
        var path = Path.Combine(_snapshots, SnapshotFile.NameOf(version));
        await File.WriteAllBytesAsync(path, change(await File.ReadAllBytesAsync(path, Cancelled)), Cancelled);
    }

    private IEnumerable<string?> Names() =>
        Directory.GetFiles(_folder.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
