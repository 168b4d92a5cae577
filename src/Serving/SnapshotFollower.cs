using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Serving;

/// <summary>
/// Has this process rank by the snapshot that the service serves: looks which one that is, loads and verifies it, then exchanges. One
/// that cannot be loaded is refused, and the one before stays; a process that has none yet takes the last sound one that was served.
/// </summary>
internal sealed partial class SnapshotFollower(ISnapshotStore store, SnapshotSlot slot, IOptions<RankingOptions> options, ILogger<SnapshotFollower> logger) : BackgroundService
{
    private readonly SnapshotRefusals _refusals = new();
    private readonly TaskCompletionSource _firstLook = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        // Whoever asks first shall be answered, where that is possible.
        await _firstLook.Task.WaitAsync(options.Value.StartWithin, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookEvery);
        do
        {
            await LookAsync(stoppingToken);
            _firstLook.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        if (await ListAsync(stoppingToken) is not { } versions)
            return;
        if (versions is [])
        {
            Report(slot.Version is null ? "No snapshot was found." : $"No snapshot is found any more. {slot.Version} is ranked by on.");
            return;
        }

        foreach (var version in slot.Version is null ? versions : versions.Take(1))
        {
            if (version != slot.Version && await LoadAsync(version, stoppingToken) is { } loaded)
                slot.Exchange(loaded);
            if (version == slot.Version)
                break;
        }

        Report(slot.Version == versions[0] ? null : $"Snapshot {versions[0]} was refused: {_refusals[versions[0]]}. {slot.Version ?? "None"} is ranked by in its place.");
    }

    // A store that is away ends no application.
    private async Task<IReadOnlyList<string>?> ListAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await store.ListServedAsync(stoppingToken);
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            Report($"It cannot be seen which snapshot is served: {error.Message}");
            return null;
        }
    }

    private async Task<LoadedSnapshot?> LoadAsync(string version, CancellationToken stoppingToken)
    {
        // Taken first: a file that changes while it is read has another one afterwards.
        string? stamp = null;
        try
        {
            stamp = await store.StampAsync(version, stoppingToken);
            if (_refusals.Stands(version, stamp))
                return null;
            var loaded = new LoadedSnapshot(await store.OpenAsync(version, stoppingToken), options.Value.SearchedShare);
            _refusals.Forget(version);
            LogRanking(version, loaded.Snapshot.Users, loaded.Snapshot.Items, loaded.Snapshot.Dim);
            return loaded;
        }
        // Not only a bad file: a snapshot that does not fit into memory must not end the process either.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            if (_refusals.Add(version, stamp, error))
                LogRefused(error is InvalidSnapshotException ? null : error, version, error.Message);
            return null;
        }
    }

    // One line when something changes, not one for each look.
    private void Report(string? trouble)
    {
        if (trouble is not null && trouble != slot.Trouble)
            LogTrouble(trouble);
        slot.Trouble = trouble;
    }

    [LoggerMessage(LogLevel.Information, "Ranking by snapshot {Version}: {Users} users, {Items} items, d = {Dim}")]
    private partial void LogRanking(string version, int users, int items, int dim);

    [LoggerMessage(LogLevel.Error, "Snapshot {Version} cannot be loaded: {Reason}")]
    private partial void LogRefused(Exception? error, string version, string reason);

    [LoggerMessage(LogLevel.Warning, "{Trouble}")]
    private partial void LogTrouble(string trouble);
}
