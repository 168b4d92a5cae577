using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving;

/// <summary>
/// Has this process serve the active snapshot of the catalogue, and a canary beside it: told by notifications, and by polling
/// where these do not come. While the database is away from the start, what the folder says was served is served.
/// </summary>
internal sealed partial class SnapshotLoader(
    IDbContextFactory<KDiffEDbContext> contexts,
    SnapshotCatalog catalog,
    SnapshotListener listener,
    ISnapshotStore store,
    SnapshotSwap swap,
    ModelReader reader,
    LoadingTurns turns,
    SnapshotHolder holder,
    PreviewSlot preview,
    SnapshotMemory memory,
    SnapshotDemand demand,
    DatabaseCondition database,
    IOptions<SnapshotLoaderOptions> options,
    ILogger<SnapshotLoader> logger) : BackgroundService
{
    private const string NoDatabase = "The database does not answer.";

    // A database that takes longer is away: one that hangs says nothing until every command has run into its own limit.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _notified = new(0, 1);
    private IReadOnlyList<string> _noted = [];
    private DateTimeOffset? _activatedAt;
    private bool _migrated;
    private volatile bool _isNews;

    // Or it is known that the database will not: whatever is read from then on is what is to be served.
    private volatile bool _isAnswered;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _notified.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        memory.Add(holder, preview);
        demand.OnAsked = Wake;
        return Task.WhenAll(ReadAheadAsync(stoppingToken), PollAsync(stoppingToken), ListenAsync(stoppingToken));
    }

    // What was served last most likely is to be served again, and can be read while the database is asked.
    private async Task ReadAheadAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Which there must be room for.
            if (!memory.IsLimited && await store.ListServedAsync(stoppingToken) is [var last, ..])
                await turns.TakeAsync(cancellation => _isAnswered ? Task.CompletedTask : reader.ReadAheadAsync(last, cancellation), stoppingToken);
        }
        // If it is to be served it is read again, and what is wrong with it is said then.
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task PollAsync(CancellationToken stoppingToken)
    {
        await CheckAsync(stoppingToken);
        await turns.TakeAsync(
            _ =>
            {
                reader.ForgetAhead();
                return Task.CompletedTask;
            },
            stoppingToken);
        while (true)
        {
            await _notified.WaitAsync(options.Value.PollInterval, stoppingToken);
            // A canary may be asked for again, too.
            if (_isNews)
            {
                _isNews = false;
                swap.Retry();
            }

            await CheckAsync(stoppingToken);
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in listener.ListenAsync(stoppingToken))
        {
            _isNews = true;
            Wake();
        }

        LogPolling(options.Value.PollInterval.TotalSeconds);
    }

    private void Wake()
    {
        lock (_notified)
        {
            if (_notified.CurrentCount == 0)
                _notified.Release();
        }
    }

    private async Task CheckAsync(CancellationToken stoppingToken)
    {
        var asked = AskAsync(stoppingToken);
        await ((Task)asked).WaitAsync(Patience, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isAnswered = true;
        if (!asked.IsCompleted && !stoppingToken.IsCancellationRequested)
            await WithoutDatabaseAsync(cause: null, stoppingToken);
        try
        {
            await asked;
        }
        catch (UnusableSchemaException error)
        {
            database.Answers(error.Message);
            await ServeFromFolderAsync(error.Message, cause: null, stoppingToken);
            return;
        }
        // Whatever else the database does, what is loaded keeps serving.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            await WithoutDatabaseAsync(error.GetBaseException().Message, stoppingToken);
            return;
        }

        var catalogue = await asked;
        database.Answers(catalogue.Later);
        // Whoever repairs a file may activate it again to have it looked at, whatever its time says.
        if (catalogue.ActivatedAt != _activatedAt)
            swap.Retry();
        _activatedAt = catalogue.ActivatedAt;
        // Before anything is read: one that does not fit into memory ends the process, and must not be read ahead at every start.
        if (catalogue.Active is not null)
            await NoteAsync(catalogue.Activated, stoppingToken);
        await turns.TakeAsync(cancellation => FollowAsync(catalogue, cancellation), stoppingToken);
    }

    private async Task<Catalogue> AskAsync(CancellationToken cancellationToken)
    {
        var later = await InspectAsync(cancellationToken);
        try
        {
            var (active, canary) = await catalog.GetServedAsync(cancellationToken);
            var trace = active is null || active == holder.Version ? null : await catalog.FindTraceAsync(active, cancellationToken);
            return new Catalogue(
                active, canary, await catalog.ListActivatedAsync(cancellationToken), await catalog.FindLastActivationAsync(cancellationToken), trace, later?.Message);
        }
        // A later version's catalogue most likely reads as ours; where it does not, that is why.
        catch (Exception) when (later is not null && !cancellationToken.IsCancellationRequested)
        {
            throw later;
        }
    }

    /// <summary>Brings the schema up to date at the start, and looks whether it still is later on.</summary>
    /// <returns>Why it may be read alone: a later version has migrated it. Else null.</returns>
    private async Task<UnknownMigrationException?> InspectAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_migrated)
                await Database.VerifyStillThereAsync(contexts, cancellationToken);
            else
                await Database.MigrateAsync(contexts, cancellationToken);
            _migrated = true;
            return null;
        }
        catch (UnknownMigrationException error)
        {
            return error;
        }
    }

    private Task WithoutDatabaseAsync(string? cause, CancellationToken stoppingToken)
    {
        database.IsAway();
        return ServeFromFolderAsync(NoDatabase, cause, stoppingToken);
    }

    // Without the database nobody knows what is active now, but it is noted what was.
    private async Task ServeFromFolderAsync(string trouble, string? cause, CancellationToken stoppingToken)
    {
        // Said before anything is served: an answer of that is never without.
        var isNews = Set(trouble);
        if (holder.Version is null)
            await turns.TakeAsync(ServeNotedAsync, stoppingToken);
        if (isNews)
            Log(trouble, cause);
    }

    private async Task ServeNotedAsync(CancellationToken cancellationToken) =>
        await swap.ServeFirstSoundAsync(await store.ListServedAsync(cancellationToken), cancellationToken);

    private async Task FollowAsync(Catalogue catalogue, CancellationToken cancellationToken)
    {
        if (catalogue.Active is not { } active)
        {
            Report(catalogue.Later ?? "No snapshot is active yet.");
            return;
        }

        await swap.FollowAsync(active, catalogue.Canary, catalogue.TraceParent, cancellationToken);
        if (holder.Version == active)
        {
            Report(catalogue.Later);
            return;
        }

        // Nothing is wrong with a snapshot that only waits to be asked for.
        if (holder.IsAway && swap.WhyRefused(active) is null)
        {
            Report(catalogue.Later);
            return;
        }

        // The refusal has its own line in the log.
        SetRefused(active);
        if (holder.Version is not null)
            return;
        await swap.ServeFirstSoundAsync(catalogue.Activated.Where(version => version != active), cancellationToken);
        SetRefused(active);
    }

    private async Task NoteAsync(IReadOnlyList<string> activated, CancellationToken cancellationToken)
    {
        if (activated.SequenceEqual(_noted))
            return;
        _noted = activated;
        try
        {
            await store.NoteServedAsync(activated, cancellationToken);
        }
        // Serving goes on without; a folder that this process may not write is no fault.
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotNoted(error.Message);
        }
    }

    // One line when something changes, not one per poll.
    private void Report(string? trouble)
    {
        if (!Set(trouble))
            return;
        if (trouble is null)
            LogFound();
        else
            Log(trouble, cause: null);
    }

    private bool Set(string? trouble)
    {
        var isNews = trouble != holder.Trouble;
        holder.Trouble = trouble;
        return isNews;
    }

    private void SetRefused(string active) =>
        Set($"The active snapshot {active} was refused: {swap.WhyRefused(active)}. {holder.Version ?? "None"} is served in its place.");

    private void Log(string trouble, string? cause) => LogTrouble(holder.Version ?? "none", cause is null ? trouble : $"{trouble} {cause}");

    [LoggerMessage(LogLevel.Warning, "Serving {Served}: {Trouble}")]
    private partial void LogTrouble(string served, string trouble);

    [LoggerMessage(LogLevel.Warning, "Cannot note which snapshots are served, for a start while the database is away: {Reason}")]
    private partial void LogNotNoted(string reason);

    [LoggerMessage(LogLevel.Information, "A connection pooler is before the database, which tells of no new snapshots; they are looked for every {Seconds} s (Snapshots:PollInterval)")]
    private partial void LogPolling(double seconds);

    [LoggerMessage(LogLevel.Information, "The active snapshot is served")]
    private partial void LogFound();

    /// <summary>What the database says of the use of snapshots.</summary>
    /// <param name="Active">The version that is served to everybody; null where there is none.</param>
    /// <param name="Canary">The one that is served to a share of the users.</param>
    /// <param name="Activated">The versions that are or were active, the last first.</param>
    /// <param name="ActivatedAt">When one was last activated, be it anew.</param>
    /// <param name="TraceParent">The trace of the run that made the active one active; null for none, or when it is served already.</param>
    /// <param name="Later">Why the database may be read alone; null where it is this version's.</param>
    private sealed record Catalogue(string? Active, CanaryShare? Canary, IReadOnlyList<string> Activated, DateTimeOffset? ActivatedAt, string? TraceParent, string? Later);
}
