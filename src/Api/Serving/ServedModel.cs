using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>A snapshot, and what has changed since it was made.</summary>
/// <param name="ranking">The engines that rank its items; it is disposed with this.</param>
/// <param name="live">What follows the database.</param>
internal sealed class ServedModel(SnapshotRanking ranking, LiveCatalog live) : IDisposable
{
    private LiveCatalog _live = live;

    /// <summary>What ranks the items.</summary>
    public SnapshotRanking Ranking => ranking;

    /// <summary>The users and items that the model knows, by row.</summary>
    public Snapshot Snapshot => ranking.Snapshot;

    /// <summary>The size of its file; 0 where nobody counts what snapshots take.</summary>
    public long Bytes { get; init; }

    /// <summary>The version that an answer names.</summary>
    public string Version => Snapshot.Metadata.Version;

    /// <summary>What has changed since; exchanged as a whole when the database is read anew, and what was kept beside the old one goes.</summary>
    public LiveCatalog Live
    {
        get => Volatile.Read(ref _live);
        set => Interlocked.Exchange(ref _live, value).Users.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Snapshot.Dispose();
        Live.Users.Forget();
    }
}
