using System.Collections.Concurrent;
using KDiffE.Api.Serving;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Webhooks;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Webhooks;

/// <summary>
/// Has webhooks told of what befalls this process: that it is degraded, well again, or refuses a snapshot. While the database is
/// away that is kept in memory, and told once it is back.
/// </summary>
internal sealed partial class ServiceWatch : BackgroundService
{
    private const int MaxKept = 1000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly SnapshotHolder _holder;
    private readonly ServiceNotices _notices;
    private readonly TimeProvider _time;
    private readonly ILogger<ServiceWatch> _logger;
    private readonly SteadyCondition _condition;
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _untold = new();
    private bool _failing;

    /// <param name="holder">Says how the process is.</param>
    /// <param name="notices">Takes what is told.</param>
    /// <param name="options">How steady a condition is to be.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears when something cannot be told.</param>
    public ServiceWatch(SnapshotHolder holder, ServiceNotices notices, IOptions<WebhookOptions> options, TimeProvider time, ILogger<ServiceWatch> logger)
    {
        (_holder, _notices, _time, _logger) = (holder, notices, time, logger);
        _condition = new SteadyCondition(options.Value.DegradedAfter, options.Value.RecoveredAfter);
        // Before anything is loaded: hosted services are made before the first of them starts.
        holder.OnRefused = refused => Keep(cancellation => notices.RefusedAsync(refused.Version, refused.Reason, refused.At, cancellation));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (_condition.Look(_holder.Trouble, _time.GetUtcNow()) is { } notice)
                Keep(cancellation => _notices.ConditionAsync(notice.Reason, notice.IsWell, notice.Since, cancellation));
            await TellAsync(stoppingToken);
        }
    }

    private void Keep(Func<CancellationToken, Task> notice)
    {
        if (_untold.Count < MaxKept)
            _untold.Enqueue(notice);
    }

    private async Task TellAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_untold.TryPeek(out var notice))
            {
                await notice(stoppingToken);
                _untold.TryDequeue(out _);
                _failing = false;
            }
        }
        // The loader of snapshots says what is the matter with the database; anything else is said once.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            if (!_failing && !TransientErrors.IsAway(error) && error is not UnusableSchemaException)
                LogFailed(error);
            _failing = true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot enter what webhooks are to be told, and will try again")]
    private partial void LogFailed(Exception error);
}
