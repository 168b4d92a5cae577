using Amazon.S3.Model;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit.ObjectStorage;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>A bucket of a real server, which machines without a shared disk reach.</summary>
public sealed class S3SnapshotStoreTests : SnapshotStoreContract, IClassFixture<SwiftServer>, IDisposable
{
    private readonly SwiftServer _server;
    private readonly string _prefix = $"{Guid.NewGuid():N}/snapshots";
    private readonly List<S3Machine> _machines = [];

    public S3SnapshotStoreTests(SwiftServer server)
    {
        Assert.SkipWhen(SwiftServer.WhyNot is not null, SwiftServer.WhyNot ?? "");
        _server = server;
        Store = Elsewhere();
    }

    protected override ISnapshotStore Store { get; }

    public void Dispose() => _machines.ForEach(machine => machine.Dispose());

    [Fact]
    public async Task TheObjectIsNamedAsTheVersionBelowThePrefix()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);

        (await KeysAsync()).ShouldBe([$"{_prefix}/v1.safetensors"]);
    }

    [Fact]
    public async Task ALargeOneGoesInPartsAndComesBackWhole()
    {
        const int items = 45_000;
        await Store.SaveAsync(SmallSnapshot.Large("v1", items), Cancelled);

        using var snapshot = await Elsewhere().OpenAsync("v1", Cancelled);
        snapshot.Items.ShouldBe(items);
        snapshot.ItemEmbedding(items - 1)[63].ShouldBe((items * 64) - 1);
        var stored = await _server.Client.GetObjectMetadataAsync(SwiftServer.Bucket, $"{_prefix}/v1.safetensors", Cancelled);
        stored.ETag.ShouldEndWith("-3\"", Case.Sensitive, "12 MB are three parts of 5 MiB");
        await Should.ThrowAsync<IOException>(() => Elsewhere().SaveAsync(SmallSnapshot.Large("v1", items), Cancelled));
    }

    [Fact]
    public async Task TheCacheKeepsWhatIsServedAndWhatWasOpenedLast()
    {
        for (var number = 0; number < 10; number++)
            await Store.SaveAsync(SmallSnapshot.Content($"v{number}"), Cancelled);
        var machine = Machine();
        await machine.Store.NoteServedAsync(["v2", "v1", "v0"], Cancelled);
        foreach (var version in (string[])["v0", "v1", "v2", "v3", "v4", "v5", "v6", "v3"])
            (await machine.Store.OpenAsync(version, Cancelled)).Dispose();

        machine.Cached.ShouldBe(["v0", "v1", "v2", "v3", "v5", "v6"]);
        await machine.Store.NoteServedAsync(["v3", "v2", "v1", "v0"], Cancelled);
        (await machine.Store.OpenAsync("v7", Cancelled)).Dispose();
        machine.Cached.ShouldBe(["v1", "v2", "v3", "v6", "v7"]);
    }

    [Fact]
    public async Task WhatWasOpenedOnceIsNotAskedForAgain()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1", 5), Cancelled);
        await using var relay = await FaultyRelay.StartAsync(_server.Url);
        var machine = Machine(relay.Url);
        (await machine.Store.OpenAsync("v1", Cancelled)).Dispose();
        relay.Requests.Clear();

        var stamp = await machine.Store.StampAsync("v1", Cancelled);
        using var snapshot = await machine.Store.OpenAsync("v1", Cancelled);

        stamp.ShouldNotBeNull();
        snapshot.ItemEmbedding(0)[0].ShouldBe(5);
        relay.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task ADamagedFileOfTheCacheIsFetchedAgain()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1", 5), Cancelled);
        var machine = Machine();
        (await machine.Store.OpenAsync("v1", Cancelled)).Dispose();
        var file = Path.Combine(machine.Cache, "v1.safetensors");
        var bytes = await File.ReadAllBytesAsync(file, Cancelled);
        foreach (var damaged in (byte[][])[[.. bytes[..^1], (byte)(bytes[^1] ^ 1)], bytes[..100], []])
        {
            await File.WriteAllBytesAsync(file, damaged, Cancelled);

            using var snapshot = await machine.Store.OpenAsync("v1", Cancelled);

            snapshot.ItemEmbedding(0)[0].ShouldBe(5);
            (await File.ReadAllBytesAsync(file, Cancelled)).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task WhatAKilledProcessLeftInTheCacheIsInTimeDeleted()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        var machine = Machine();
        Directory.CreateDirectory(machine.Cache);
        foreach (var (name, hours) in ((string, int)[])[(".v0.safetensors.0.tmp", 2), (".v2.safetensors.1.tmp", 0)])
        {
            await File.WriteAllTextAsync(Path.Combine(machine.Cache, name), "half", Cancelled);
            File.SetLastWriteTimeUtc(Path.Combine(machine.Cache, name), DateTime.UtcNow.AddHours(-hours));
        }

        (await machine.Store.OpenAsync("v1", Cancelled)).Dispose();

        machine.Files.Select(Path.GetFileName).ShouldBe([".v2.safetensors.1.tmp", "v1.safetensors"], ignoreOrder: true);
    }

    [Fact]
    public async Task WhatIsDamagedThereIsRefusedAndNotCached()
    {
        await Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        await RewriteAsync("v1", bytes => bytes[..^8]);
        var machine = Machine();

        await Should.ThrowAsync<InvalidSnapshotException>(() => machine.Store.OpenAsync("v1", Cancelled));

        machine.Cached.ShouldBeEmpty();
        Directory.GetFiles(machine.Cache).ShouldBeEmpty();
    }

    protected override ISnapshotStore Elsewhere() => Machine().Store;

    protected override async Task RewriteAsync(string version, Func<byte[], byte[]> change)
    {
        var key = $"{_prefix}/{version}.safetensors";
        using var bytes = new MemoryStream();
        using (var stored = await _server.Client.GetObjectAsync(SwiftServer.Bucket, key, Cancelled))
            await stored.ResponseStream.CopyToAsync(bytes, Cancelled);
        await _server.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = SwiftServer.Bucket, Key = key, InputStream = new MemoryStream(change(bytes.ToArray())), UseChunkEncoding = false }, Cancelled);
    }

    private S3Machine Machine(Uri? url = null)
    {
        var machine = new S3Machine(url ?? _server.Url, _prefix);
        _machines.Add(machine);
        return machine;
    }

    private async Task<IEnumerable<string>> KeysAsync() =>
        ((await _server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = SwiftServer.Bucket, Prefix = _prefix }, Cancelled)).S3Objects ?? []).Select(found => found.Key);
}
