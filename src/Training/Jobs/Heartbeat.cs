using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;
using Microsoft.Extensions.Logging;

namespace KDiffE.Training.Jobs;

/// <summary>
/// Tells the database every few seconds that the worker of a run lives and how far it is, and stops the worker when the
/// answer says so. A database that does not answer stops nothing: nobody else can take the run up then either.
/// </summary>
internal sealed partial class Heartbeat : IAsyncDisposable
{
    private readonly TrainingLease _lease;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _beating;
    private TrainingProgress _progress;
    private volatile int _answer = (int)HeartbeatAnswer.Continue;

    /// <param name="lease">The right to the run.</param>
    /// <param name="every">The time between two beats.</param>
    /// <param name="progress">What the first beat says.</param>
    /// <param name="logger">Hears when the database does not answer, and when it does again.</param>
    internal Heartbeat(TrainingLease lease, TimeSpan every, TrainingProgress progress, ILogger logger)
    {
        (_lease, _progress, _logger) = (lease, progress, logger);
        _beating = BeatAsync(every);
    }

    /// <summary>Cancelled when the run is to stop; <see cref="Answer"/> says why.</summary>
    internal CancellationToken Stop => _stop.Token;

    /// <summary>What the database said last.</summary>
    internal HeartbeatAnswer Answer => (HeartbeatAnswer)_answer;

    /// <summary>What the next beat says.</summary>
    internal void Report(TrainingProgress progress) => Volatile.Write(ref _progress, progress);

    /// <summary>Stops beating.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _beating;
        _ended.Dispose();
        _stop.Dispose();
    }

    private async Task BeatAsync(TimeSpan every)
    {
        using var timer = new PeriodicTimer(every);
        var silent = false;
        try
        {
            do
            {
                try
                {
                    _answer = (int)await _lease.HeartbeatAsync(Volatile.Read(ref _progress), _ended.Token);
                    if (silent)
                        LogBack(_lease.RunId);
                    silent = false;
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // One line when the database goes and one when it is back, not one per beat.
                    if (!silent)
                        LogSilent(error, _lease.RunId);
                    silent = true;
                }

                if (Answer != HeartbeatAnswer.Continue)
                    await _stop.CancelAsync();
            }
            while (Answer == HeartbeatAnswer.Continue && await timer.WaitForNextTickAsync(_ended.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database does not take the heartbeat of run {Run}; its training goes on.")]
    private partial void LogSilent(Exception error, long run);

    [LoggerMessage(LogLevel.Information, "The database takes the heartbeat of run {Run} again.")]
    private partial void LogBack(long run);
}
