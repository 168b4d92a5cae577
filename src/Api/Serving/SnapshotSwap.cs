using System.Diagnostics;
using System.Globalization;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Telemetry;

namespace KDiffE.Api.Serving;

/// <summary>
/// Puts snapshots in the holder: loads, verifies, warms up, then exchanges. What cannot be loaded is refused and tried again;
/// meanwhile the old snapshot keeps serving, and a process that has none yet serves the last sound one that was active before.
/// At most two snapshots are in memory: a canary goes before the next snapshot is loaded. Called by one at a time.
/// </summary>
internal sealed partial class SnapshotSwap(
    ISnapshotStore store, ModelReader reader, SnapshotHolder holder, SnapshotMemory memory, SnapshotDemand demand, ServingMeter meter, ILogger<SnapshotSwap> logger)
{
    private readonly SnapshotRefusals _refusals = new();

    /// <summary>Serves what the catalogue names, as far as it can be loaded; else what is served stays, without a canary.</summary>
    /// <param name="active">The version to serve to everybody.</param>
    /// <param name="canary">The one to serve to a share of the users; null for none.</param>
    /// <param name="traceParent">The trace of the run that made it active; null for none.</param>
    /// <param name="cancellationToken">Stops it; what is served then stays.</param>
    public async Task FollowAsync(string active, CanaryShare? canary, string? traceParent, CancellationToken cancellationToken)
    {
        await ServeAsync(active, traceParent, cancellationToken);
        if (holder.Version == active)
        {
            // Nobody asks any more for what was refused before.
            if (holder.LastRefusal is { } refusal && refusal.Version != canary?.Version)
                holder.LastRefusal = null;
            await TryAsync(canary, cancellationToken);
            return;
        }

        // A canary is compared with the active snapshot; beside another one it says nothing.
        holder.EndCanary();
    }

    /// <summary>Serves the first of some versions that can be loaded, if any can.</summary>
    public async Task ServeFirstSoundAsync(IEnumerable<string> versions, CancellationToken cancellationToken)
    {
        foreach (var version in versions)
        {
            if (await LoadAsync(version, isAsked: false, makeRoom: null, isBeside: false, cancellationToken) is { } model)
                Exchange(model);
            // Another one that there were room for is no better.
            if (holder.Version is not null || holder.IsAway)
                return;
        }
    }

    /// <summary>Why a version could not be loaded the last time, fit for clients; null when it could, or was not asked for.</summary>
    public string? WhyRefused(string version) => _refusals[version];

    /// <summary>Has damaged files read again, too.</summary>
    public void Retry() => _refusals.Retry();

    private async Task ServeAsync(string active, string? traceParent, CancellationToken cancellationToken)
    {
        if (active == holder.Version)
            return;
        using var span = Tracing.Source.StartActivity("snapshot.swap", ActivityKind.Consumer, Tracing.Continue(traceParent));
        span?.SetTag("kdiffe.snapshot.version", active);
        if (active == holder.Canary?.Version)
        {
            holder.PromoteCanary();
            meter.Swapped();
            LogPromoted(active);
            return;
        }

        if (await LoadAsync(active, isAsked: true, holder.EndCanary, isBeside: false, cancellationToken) is { } model)
            Exchange(model);
        else
            span?.SetStatus(ActivityStatusCode.Error, WhyRefused(active));
    }

    private void Exchange(ServedModel model)
    {
        holder.Exchange(model);
        demand.Meet();
        meter.Swapped();
    }

    private async Task TryAsync(CanaryShare? canary, CancellationToken cancellationToken)
    {
        if (canary == holder.Canary)
            return;
        if (canary is null || canary.Version == holder.Version)
            holder.EndCanary();
        else if (canary.Version == holder.Canary?.Version)
            holder.SetShare(canary);
        else if (await LoadAsync(canary.Version, isAsked: true, holder.EndCanary, isBeside: true, cancellationToken) is { } model)
            holder.SetCanary(model, canary);
    }

    private async Task<ServedModel?> LoadAsync(string version, bool isAsked, Action? makeRoom, bool isBeside, CancellationToken cancellationToken)
    {
        // It takes somebody who asks to have it read again.
        if (holder.IsAway && !demand.IsAsked)
            return null;

        // Taken first: a file that changes while it is read has another one afterwards.
        var stamp = await store.StampAsync(version, cancellationToken);
        if (_refusals.Stands(version, stamp))
            return null;
        makeRoom?.Invoke();
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (!HasRoom(await reader.BytesAsync(version, cancellationToken), isBeside ? holder.ServedBytes : 0))
                return null;
            var model = await reader.ReadAsync(version, cancellationToken);
            Accept(version);
            LogServing(version, model.Snapshot.Users, model.Snapshot.Items, model.Snapshot.Dim, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return model;
        }
        // Not only a bad file: a snapshot that does not fit into memory must not end the process either.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Refuse(version, stamp, error, isAsked);
            return null;
        }
    }

    // What serves goes on until its successor is there, and is not counted beside it.
    private bool HasRoom(long bytes, long beside)
    {
        if (!memory.Fits(beside + bytes))
            throw new InvalidSnapshotException(string.Create(CultureInfo.InvariantCulture, $"it takes {(beside + bytes) / 1048576.0:0.#} MiB, and Serving:MaxSnapshotMegabytes is {memory.MostMegabytes:0.#}"));
        var serves = holder.Version is not null;
        if (memory.TryMakeRoom(holder, beside + bytes, demand.IsOverdue ? RoomWish.Overdue : serves || demand.IsAsked ? RoomWish.Asked : RoomWish.None))
            return true;
        if (serves)
            throw new InvalidSnapshotException("the memory for snapshots is taken by catalogues that are asked more") { IsUnreadable = true };
        holder.IsAway = true;
        return false;
    }

    private void Accept(string version)
    {
        _refusals.Forget(version);
        if (holder.LastRefusal?.Version == version)
            holder.LastRefusal = null;
    }

    private void Refuse(string version, string? stamp, Exception error, bool isAsked)
    {
        // It is not the memory that it lacks.
        holder.IsAway = false;
        if (_refusals.Add(version, stamp, error))
        {
            meter.Refused();
            LogRefused(error is InvalidSnapshotException ? null : error, version, holder.Version ?? "none", error.Message);
        }

        var reason = _refusals[version]!;
        if (isAsked && (holder.LastRefusal?.Version != version || holder.LastRefusal.Reason != reason))
            holder.LastRefusal = new RefusedSnapshot(version, reason, DateTimeOffset.UtcNow);
    }

    [LoggerMessage(LogLevel.Information, "Serving snapshot {Version}: {Users} users, {Items} items, d = {Dim}; loaded in {Milliseconds:0} ms")]
    private partial void LogServing(string version, int users, int items, int dim, double milliseconds);

    [LoggerMessage(LogLevel.Information, "Serving snapshot {Version}, the canary, to everybody")]
    private partial void LogPromoted(string version);

    [LoggerMessage(LogLevel.Error, "Refused snapshot {Version}, serving {Served}: {Reason}")]
    private partial void LogRefused(Exception? fault, string version, string served, string reason);
}
