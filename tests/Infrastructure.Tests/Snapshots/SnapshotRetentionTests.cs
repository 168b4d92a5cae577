using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Snapshots;

/// <summary>What is kept, whatever else is published meanwhile.</summary>
public sealed class SnapshotRetentionTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly SnapshotCatalog _catalog = database.Get<SnapshotCatalog>();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("delete from snapshots");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task FiveRefusedRunsInARowTakeNoWayBack()
    {
        foreach (var version in (string[])["s1", "s2", "s3", "s4", "s5", "s6"])
            await PublishAsync(version);
        for (var run = 1; run <= 5; run++)
        {
            await RefuseAsync($"r{run}");
            await ApplyAsync(keepServed: 5, keepOthers: 3);
        }

        (await VersionsAsync()).ShouldBe(["r3", "r4", "r5", "s2", "s3", "s4", "s5", "s6"]);
        (await _catalog.ListActivatedAsync(Cancellation)).ShouldBe(["s6", "s5", "s4", "s3", "s2"]);
        Files().ShouldBe(["r3", "r4", "r5", "s2", "s3", "s4", "s5", "s6"]);
    }

    [Fact]
    public async Task NeitherTheActiveOneNorTheCanaryGoesHoweverOldTheyAre()
    {
        await RefuseAsync("old");
        await PublishAsync("s1");
        await PublishAsync("s2");
        await PublishAsync("s3");
        await _catalog.ActivateAsync("s1", Cancellation);
        await _catalog.SetCanaryAsync(new CanaryShare("old", 0.1), Cancellation);
        await RefuseAsync("r1");
        await RefuseAsync("r2");

        await ApplyAsync(keepServed: 2, keepOthers: 1);

        // s2 was active longer ago than s3.
        (await VersionsAsync()).ShouldBe(["old", "r2", "s1", "s3"]);
    }

    [Fact]
    public async Task OneThatWasActiveAndIsTriedAgainStaysAWayBack()
    {
        await PublishAsync("s1");
        await PublishAsync("s2");
        await _catalog.SetCanaryAsync(new CanaryShare("s1", 0.1), Cancellation);
        await RefuseAsync("r1");
        await _catalog.SetCanaryAsync(new CanaryShare("r1", 0.1), Cancellation);
        await RefuseAsync("r2");

        await ApplyAsync(keepServed: 2, keepOthers: 1);

        (await VersionsAsync()).ShouldBe(["r1", "r2", "s1", "s2"]);
    }

    [Fact]
    public async Task WhatIsRejectedIsNoWayBackAndTakesNoRoomFromOne()
    {
        foreach (var version in (string[])["s1", "s2", "s3", "s4"])
            await PublishAsync(version);
        await _catalog.RejectAsync("s3", "by hand", Cancellation);
        await _catalog.RejectAsync("s2", "by hand", Cancellation);

        await ApplyAsync(keepServed: 2, keepOthers: 1);

        (await VersionsAsync()).ShouldBe(["s1", "s3", "s4"]);
    }

    [Fact]
    public async Task WhateverTheOrderTheLastServedOnesStay()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            await database.ExecuteAsync("delete from snapshots");
            var random = new Random(seed);
            var served = new List<string>();
            for (var step = 0; step < 30; step++)
            {
                var version = $"v{seed}-{step:d2}";
                if (random.Next(3) == 0)
                    served.Add(await PublishAsync(version));
                else
                    await RefuseAsync(version);
                if (served.Count > 0 && random.Next(4) == 0)
                {
                    var again = served[random.Next(Math.Max(0, served.Count - 3), served.Count)];
                    await _catalog.ActivateAsync(again, Cancellation);
                    served.Remove(again);
                    served.Add(again);
                }

                await ApplyAsync(keepServed: 3, keepOthers: 2);
                (await _catalog.ListActivatedAsync(Cancellation)).ShouldBe(Enumerable.Reverse(served).Take(3), $"seed {seed}, step {step}");
            }
        }
    }

    [Fact]
    public async Task AFileThatCannotBeDeletedNowIsDeletedLater()
    {
        var retention = new SnapshotRetention(database.Contexts, new FolderSnapshotStore(_folder.Folder));
        await RefuseAsync("a");
        await RefuseAsync("b");
        File.Delete(_folder.File("a.safetensors"));
        // What stands in its place is no file, and so not deleted.
        Directory.CreateDirectory(_folder.File("a.safetensors"));
        await Should.ThrowAsync<UnauthorizedAccessException>(() => retention.ApplyAsync(1, 0, Cancellation));
        (await VersionsAsync()).ShouldBeEmpty();
        Files().ShouldBeEmpty("the other one is no worse for it");

        Directory.Delete(_folder.File("a.safetensors"));
        await File.WriteAllTextAsync(_folder.File("a.safetensors"), "a", Cancellation);
        (await retention.ApplyAsync(1, 0, Cancellation)).ShouldBeEmpty();

        Files().ShouldBeEmpty();
    }

    private Task<IReadOnlyList<string>> ApplyAsync(int keepServed, int keepOthers) =>
        new SnapshotRetention(database.Contexts, new FolderSnapshotStore(_folder.Folder)).ApplyAsync(keepServed, keepOthers, Cancellation);

    private async Task<string> PublishAsync(string version)
    {
        await RefuseAsync(version);
        await _catalog.ActivateAsync(version, Cancellation);
        return version;
    }

    // The gate leaves it as it is: ready, and never active.
    private async Task RefuseAsync(string version)
    {
        await File.WriteAllTextAsync(_folder.File(SnapshotFile.NameOf(version)), version, Cancellation);
        await _catalog.RegisterReadyAsync(
            new SnapshotMetadata(version, "demo", DateTimeOffset.UtcNow, null, new Dictionary<string, string>(), new Dictionary<string, double>()), Cancellation);
    }

    private async Task<IEnumerable<string>> VersionsAsync() => (await _catalog.ListAsync(Cancellation)).Select(s => s.Version).Order(StringComparer.Ordinal);

    private IEnumerable<string?> Files() => Directory.GetFiles(_folder.Folder).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
