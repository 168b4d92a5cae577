using System.Diagnostics;
using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>
/// The one place that decides which server answers a read that need not be the primary's. What does not come through here, all
/// writes and whatever must be seen by whoever just wrote it, is the primary's. Without a replica everything is.
/// </summary>
public sealed partial class ReadRouter
{
    // A look is good for this long, so that many reads at once are not as many looks.
    private static readonly TimeSpan LookGood = TimeSpan.FromSeconds(1);

    // One that is away, or too far behind, is not waited for by every read.
    private static readonly TimeSpan TroubleGood = TimeSpan.FromSeconds(5);

    // A replica is behind by milliseconds, or has something bigger to do.
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(1);

    private readonly ReadServer _primary;
    private readonly Replication? _replication;
    private readonly ILogger<ReadRouter> _logger;
    private volatile Seen? _seen;
    private volatile Seen? _behind;

    /// <summary>Everything is the primary's.</summary>
    internal ReadRouter(ReadServer primary, ILogger<ReadRouter> logger) => (_primary, _logger) = (primary, logger);

    /// <summary>The replica takes what it may.</summary>
    internal ReadRouter(ReadServer primary, Replication replication, ILogger<ReadRouter> logger)
        : this(primary, logger) => _replication = replication;

    /// <summary>Reads from the replica where it is fresh enough, else, and where it fails under way, from the primary.</summary>
    /// <param name="freshness">How old what is found may be.</param>
    /// <param name="read">Reads; it may be called once more, with the primary.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<T> ReadAsync<T>(Freshness freshness, Func<ReadServer, CancellationToken, Task<T>> read, CancellationToken cancellationToken = default)
    {
        if (_replication is not var (replica, _, _, meter))
            return await read(_primary, cancellationToken);
        if (await MayTakeAsync(freshness, cancellationToken))
        {
            try
            {
                var found = await read(replica.Server, cancellationToken);
                meter.Count(byReplica: true);
                return found;
            }
            // It went away, or cancelled the read because it held up what it has to replay.
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && TransientErrors.IsAway(error))
            {
                LogRepeated(TransientErrors.Reason(error));
                _seen = null;
            }
        }

        meter.Count(byReplica: false);
        return await read(_primary, cancellationToken);
    }

    /// <summary>Looks how the replica is, so that it is known without a read.</summary>
    internal Task LookAsync(CancellationToken cancellationToken) => LookAsync(TimeSpan.Zero, cancellationToken);

    private async Task<bool> MayTakeAsync(Freshness freshness, CancellationToken cancellationToken)
    {
        var seen = _seen;
        if (seen is { MayTake: false } && seen.Age < TroubleGood)
            return false;
        if (freshness == Freshness.Recent)
            return seen is { MayTake: true } && seen.Age < LookGood ? true : (await LookAsync(TimeSpan.Zero, cancellationToken)).MayTake;
        var look = await LookAsync(_behind?.Age < TroubleGood ? TimeSpan.Zero : CatchUp, cancellationToken);
        _behind = look.HasAll ? null : look;
        return look.HasAll;
    }

    private async Task<Seen> LookAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var (replica, options, condition, _) = _replication!;
        ReplicaLook look;
        try
        {
            look = await replica.LookAsync(wait, cancellationToken);
        }
        // Then nobody knows how far the replica is behind; a read of the primary says itself what is wrong there.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            look = ReplicaLook.Faulty($"the primary does not say how far it is: {TransientErrors.Reason(error)}");
        }

        var trouble = look.WhyNot(options.MaxLag);
        if (condition.Note(look.Lag, trouble))
            Log(trouble);
        return _seen = new Seen(Stopwatch.GetTimestamp(), trouble is null, look.HasAll);
    }

    private void Log(string? trouble)
    {
        if (trouble is null)
            LogUsed();
        else
            LogUnused(trouble);
    }

    [LoggerMessage(LogLevel.Warning, "The replica is not read from ({Reason}); the primary takes its reads")]
    private partial void LogUnused(string reason);

    [LoggerMessage(LogLevel.Information, "The replica is read from again")]
    private partial void LogUsed();

    [LoggerMessage(LogLevel.Warning, "A read of the replica failed ({Reason}); the primary repeats it")]
    private partial void LogRepeated(string reason);

    /// <summary>What belongs to a replica.</summary>
    internal sealed record Replication(Replica Replica, ReplicaOptions Options, ReplicaCondition Condition, ReplicaMeter Meter);

    private sealed record Seen(long At, bool MayTake, bool HasAll)
    {
        internal TimeSpan Age => Stopwatch.GetElapsedTime(At);
    }
}
