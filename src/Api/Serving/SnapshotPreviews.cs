using System.Diagnostics;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>
/// Any stored snapshot, for whoever wants to see what it would answer: one that is served as it is served, another one loaded
/// for the purpose. What is served stays as it is.
/// </summary>
internal sealed partial class SnapshotPreviews(
    SnapshotHolder holder, PreviewSlot slot, SnapshotMemory memory, ModelReader reader, LoadingTurns turns, ILogger<SnapshotPreviews> logger)
{
    // The knowledge graph is read by whoever renews it, at once; without it answers are right, and explained by less.
    private static readonly TimeSpan PatienceForGraph = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private (string Version, Task Done)? _loading;

    /// <summary>Takes a version for the time of a request, and loads it before where it is not in memory.</summary>
    /// <param name="version">The snapshot.</param>
    /// <param name="cancellationToken">Ends the waiting; the loading goes on.</param>
    /// <exception cref="PreviewBusyException">Another one is being loaded.</exception>
    /// <exception cref="InvalidSnapshotException">It cannot be read, or is not sound.</exception>
    public async Task<ServedSnapshot> AcquireAsync(string version, CancellationToken cancellationToken)
    {
        if (Find(version) is { } there)
            return there;
        await Begin(version).WaitAsync(cancellationToken);
        // One that had to make room again meanwhile is loaded at the next attempt.
        return Find(version) ?? throw new PreviewBusyException(version);
    }

    private ServedSnapshot? Find(string version) => holder.TryAcquire(version) ?? slot.TryAcquire(version);

    private Task Begin(string version)
    {
        lock (_lock)
        {
            if (_loading is { Done.IsCompleted: false } other)
                return other.Version == version ? other.Done : throw new PreviewBusyException(other.Version);
            var done = LoadAsync(version);
            _loading = (version, done);
            return done;
        }
    }

    private async Task LoadAsync(string version)
    {
        await turns.TakeAsync(_ => ReadAsync(version), CancellationToken.None);
        var start = Stopwatch.GetTimestamp();
        while (slot.Models is [{ Live.Facts: null }] && Stopwatch.GetElapsedTime(start) < PatienceForGraph)
            await Task.Delay(LookEvery);
    }

    private async Task ReadAsync(string version)
    {
        // Whoever had the turn before may have loaded it.
        if (Find(version) is { } there)
        {
            there.Dispose();
            return;
        }

        var start = Stopwatch.GetTimestamp();
        try
        {
            if (!memory.TryMakeRoom(holder, holder.ServedBytes + await reader.BytesAsync(version, CancellationToken.None), RoomWish.None))
                throw new InvalidSnapshotException("there is no memory for it beside the snapshots that are served") { IsUnreadable = true };
            slot.Set(await reader.ReadAsync(version, CancellationToken.None));
            LogLoaded(version, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (OutOfMemoryException error)
        {
            throw new InvalidSnapshotException("it does not fit into memory", error) { IsUnreadable = true };
        }
    }

    [LoggerMessage(LogLevel.Information, "Loaded snapshot {Version} to be looked at; in {Milliseconds:0} ms")]
    private partial void LogLoaded(string version, double milliseconds);
}
