using KDiffE.Api.Catalogues;
using KDiffE.Api.Serving;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.Infrastructure.Telemetry;

namespace KDiffE.Api.Health;

/// <summary>What readiness is made of, in words. It asks nobody: everything is what the process knows by now.</summary>
internal sealed class ReadinessChecks(
    SnapshotHolder snapshots, DatabaseCondition database, TimeProvider time, ObjectStorageCondition? storage = null, ReplicaCondition? replica = null,
    CatalogueHosts? catalogues = null)
{
    // The feed is asked twice a second; this long without an answer is no coincidence.
    private static readonly TimeSpan FeedIsLate = TimeSpan.FromSeconds(10);

    /// <summary>Every check, always in the same order.</summary>
    public IReadOnlyList<ReadinessCheck> List() => [Snapshot(), Database(), Schema(), Catalog(), .. Storage(), .. Replica(), .. Catalogues()];

    /// <summary>Whether requests can be answered: of the default catalogue, and of each other one as far as it will come by itself.</summary>
    public bool IsReady => (snapshots.Version is not null || snapshots.IsAway) && catalogues is null or { Waiting: [] };

    /// <summary>What keeps them from it.</summary>
    public string WhyNotReady => catalogues is { Waiting: { Count: > 0 } waiting } && snapshots.Version is not null ? Unknown(waiting) : snapshots.WhyNotReady;

    private static string Unknown(IEnumerable<string> waiting) => $"What {string.Join(", ", waiting)} serves is being found out.";

    private ReadinessCheck Snapshot()
    {
        const string Name = "snapshot";
        if (snapshots is { Version: null, IsAway: true, Trouble: null })
            return new(Name, ReadinessState.Ok, "A snapshot is read when somebody asks: other catalogues take the memory for it meanwhile.");
        if (snapshots.Models is not [var active, ..])
            return new(Name, ReadinessState.Error, snapshots.WhyNotReady);
        if (snapshots.LastRefusal is { } refusal)
            return new(Name, ReadinessState.Warning, $"Snapshot {refusal.Version} was refused: {refusal.Reason}. {active.Version} is served in its place.");
        return new(Name, ReadinessState.Ok, $"Snapshot {active.Version} is served; its training ended {Duration.InWords(time.GetUtcNow() - active.Snapshot.Metadata.CreatedAt)} ago.");
    }

    private ReadinessCheck Database()
    {
        const string Name = "database";
        return database.IsUp switch
        {
            true => new(Name, ReadinessState.Ok, "PostgreSQL answers."),
            false => new(Name, ReadinessState.Warning, "PostgreSQL does not answer: recommendations go on from the snapshot; nothing can be written or trained."),
            null => new(Name, ReadinessState.Warning, "PostgreSQL has not answered yet."),
        };
    }

    private ReadinessCheck Schema()
    {
        const string Name = "schema";
        if (database.SchemaTrouble is { } trouble)
            return new(Name, ReadinessState.Warning, trouble);
        return database.IsUp == true
            ? new(Name, ReadinessState.Ok, "The schema of the database is this version's.")
            : new(Name, ReadinessState.Warning, "The schema of the database is not known while PostgreSQL does not answer.");
    }

    private ReadinessCheck Catalog()
    {
        const string Name = "catalog";
        if (snapshots.Models is not [{ Live: { IsLoaded: true } live }, ..])
            return new(Name, ReadinessState.Warning, "Items and users are as the snapshot has them: the database has not been read yet.");
        return live.Age < FeedIsLate
            ? new(Name, ReadinessState.Ok, "Items and users are followed as the database changes.")
            : new(Name, ReadinessState.Warning, $"Items and users are as the database had them {Duration.InWords(live.Age)} ago.");
    }

    // None where snapshots lie in a folder. What was wrong may name the bucket, which is nobody else's business.
    private IEnumerable<ReadinessCheck> Storage()
    {
        const string Name = "storage";
        if (storage is null)
            yield break;
        yield return storage switch
        {
            { IsKnown: false } => new(Name, ReadinessState.Ok, "Object storage was not asked for anything yet."),
            { Trouble: null } => new(Name, ReadinessState.Ok, "Object storage answered when it was last asked."),
            _ => new(Name, ReadinessState.Warning, "Object storage did not do what it was last asked; what is served goes on, and starts from the cache. The log says more."),
        };
    }

    // None where there is the default one alone.
    private IEnumerable<ReadinessCheck> Catalogues()
    {
        const string Name = "catalogues";
        if (catalogues is null)
            yield break;
        yield return catalogues.Waiting is { Count: > 0 } waiting
            ? new(Name, ReadinessState.Error, Unknown(waiting))
            : new(Name, ReadinessState.Ok, "Every other catalogue knows what it serves.");
    }

    // None where no replica is named. What is wrong with it may name the server, which is nobody else's business.
    private IEnumerable<ReadinessCheck> Replica()
    {
        const string Name = "replica";
        if (replica is null)
            yield break;
        yield return replica switch
        {
            { IsUsed: null } => new(Name, ReadinessState.Ok, "The replica was not looked at yet."),
            { IsUsed: true, Lag: { } lag } => new(Name, ReadinessState.Ok, $"The replica is read from; it is {Duration.InWords(lag)} behind."),
            { Lag: { } lag } => new(Name, ReadinessState.Warning, $"The replica is {Duration.InWords(lag)} behind, and the primary takes its reads."),
            _ => new(Name, ReadinessState.Warning, "The replica cannot be read from, and the primary takes its reads. The log says more."),
        };
    }
}
