using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Snapshots;

/// <summary>Snapshots that are others with further items: how they take their place, what is kept of them, and which way leads back.</summary>
public sealed class ExtensionTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly SnapshotCatalog _catalog = database.Get<SnapshotCatalog>();
    private readonly TemporaryFolder _folder = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FolderSnapshotStore Store => new(_folder.Folder);

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("delete from snapshots; delete from audit_entries; delete from training_runs");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AnExtensionIsServedInPlaceOfWhatItExtends()
    {
        await TrainAsync("a");
        var run = (await database.QueryAsync<long>("insert into training_runs (state, arguments) values ('succeeded', '{}') returning id")).Single();
        await database.ExecuteAsync($"update snapshots set training_run_id = {run}");

        (await ExtendAsync("a", "a-1", active: "a")).ShouldBeTrue();

        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe("a-1");
        var extension = (await _catalog.ListAsync(Cancellation)).Single(snapshot => snapshot.Version == "a-1");
        (extension.State, extension.TrainingRunId, extension.Verdict).ShouldBe((SnapshotState.Active, run, null));
        // Its age is that of the training, whenever it was extended.
        extension.CreatedAt.ShouldBe(SmallSnapshot.Content("a").Metadata.CreatedAt);
        (await _catalog.FindTrainedAsync("a-1", Cancellation)).ShouldBe("a");
        (await Store.ListServedAsync(Cancellation)).ShouldBe(["a-1", "a"]);
        (await database.QueryAsync<string>("select details::text from audit_entries where subject = 'a-1'"))
            .ShouldBe(["""{"items": 1, "before": "a", "extends": "a"}"""]);
    }

    [Fact]
    public async Task WhatSomebodyChoseMeanwhileStays()
    {
        await TrainAsync("a");
        await TrainAsync("b");

        (await ExtendAsync("a", "a-1", active: "a")).ShouldBeFalse();
        await _catalog.SetCanaryAsync(new CanaryShare("a", 0.1), Cancellation);
        (await ExtendAsync("b", "b-1", active: "b")).ShouldBeFalse();

        (await _catalog.GetServedAsync(Cancellation)).ShouldBe(("b", new CanaryShare("a", 0.1)));
        (await VersionsAsync()).ShouldBe(["a", "b"]);
        Files().ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task OneThatCannotBeWrittenLeavesEverythingAsItWas()
    {
        await TrainAsync("a");
        await File.WriteAllTextAsync(_folder.File("a-1.safetensors"), "in its way", Cancellation);

        await Should.ThrowAsync<IOException>(() => ExtendAsync("a", "a-1", active: "a"));

        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe("a");
        (await VersionsAsync()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task OfTheWorkersThatLookAtOnceOneHasTheTurn()
    {
        var turns = new ExtensionTurn(database.DataSource);
        await using (await turns.TryTakeAsync(Cancellation))
            (await turns.TryTakeAsync(Cancellation)).ShouldBeNull();

        await using var next = await turns.TryTakeAsync(Cancellation);
        next.ShouldNotBeNull();
    }

    [Fact]
    public async Task ExtensionsTakeNoRoomFromTrainingsAndTheLastOfATrainingIsKept()
    {
        var active = await TrainAsync("a");
        foreach (var version in (string[])["a-1", "a-2", "a-3"])
            active = await ExtendAsync("a", version, active) ? version : active;
        active = await TrainAsync("b");
        foreach (var version in (string[])["b-1", "b-2"])
            active = await ExtendAsync("b", version, active) ? version : active;

        await new SnapshotRetention(database.Contexts, Store).ApplyAsync(keepServed: 2, keepOthers: 1, Cancellation);

        (await VersionsAsync()).ShouldBe(["a", "a-3", "b", "b-2"]);
        Files().ShouldBe(["a", "a-3", "b", "b-2"]);

        await TrainAsync("c");
        await new SnapshotRetention(database.Contexts, Store).ApplyAsync(keepServed: 2, keepOthers: 1, Cancellation);

        (await VersionsAsync()).ShouldBe(["b", "b-2", "c"]);
    }

    [Fact]
    public async Task AnExtensionThatIsServedAgainIsNotForgottenForALaterOne()
    {
        await TrainAsync("a");
        await ExtendAsync("a", "a-1", active: "a");
        await ExtendAsync("a", "a-2", active: "a-1");
        await _catalog.ActivateAsync("a-1", Cancellation);

        await new SnapshotRetention(database.Contexts, Store).ApplyAsync(keepServed: 2, keepOthers: 1, Cancellation);

        (await VersionsAsync()).ShouldBe(["a", "a-1", "a-2"]);
    }

    [Fact]
    public async Task TheWayBackLeadsToAnotherTrainingBeforeTheSameOne()
    {
        await TrainAsync("a");
        await ExtendAsync("a", "a-1", active: "a");
        await TrainAsync("b");
        await ExtendAsync("b", "b-1", active: "b");

        (await _catalog.ListWaysBackAsync("b-1", Cancellation)).ShouldBe(["a-1", "a", "b"]);
        await _catalog.ActivateAsync("a-1", Cancellation);
        (await _catalog.ListWaysBackAsync("a-1", Cancellation)).ShouldBe(["b-1", "b", "a"]);
    }

    private async Task<string> TrainAsync(string version)
    {
        await Store.SaveAsync(SmallSnapshot.Content(version), Cancellation);
        await _catalog.RegisterReadyAsync(SmallSnapshot.Content(version).Metadata, Cancellation);
        await _catalog.ActivateAsync(version, Cancellation);
        return version;
    }

    private async Task<bool> ExtendAsync(string trained, string version, string active)
    {
        _now += TimeSpan.FromSeconds(1);
        var content = SmallSnapshot.Content(version);
        return await new ExtensionPublisher(Store, _catalog).PublishAsync(
            content with
            {
                Metadata = content.Metadata with { Extension = new SnapshotExtension(trained, 1, _now, _now) },
                ItemIds = ["i0", "i1", "new"],
                ItemNames = [null, null, null],
                ItemEmbeddings = [1, 2, 3],
                ItemPopularity = [1, 1, 0],
            },
            active, Cancellation);
    }

    private async Task<IEnumerable<string>> VersionsAsync() => (await _catalog.ListAsync(Cancellation)).Select(snapshot => snapshot.Version).Order(StringComparer.Ordinal);

    private IEnumerable<string?> Files() => Directory.GetFiles(_folder.Folder, "*.safetensors").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
