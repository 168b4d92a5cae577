using System.Collections.Concurrent;
using System.Diagnostics;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;
using KDiffE.Training.Fitting;
using Microsoft.Extensions.Logging;

namespace KDiffE.Training.Worker;

/// <summary>
/// Tells the database every few seconds that the worker of a run lives, how far it is and which epochs have ended, and
/// stops the worker when the answer says so. A database that does not answer stops nothing: it is away for everybody, or another
/// worker takes the run up, and what this one then writes changes nothing. A worker that makes no progress for too long goes silent and is reported.
/// </summary>
internal sealed partial class Heartbeat : IAsyncDisposable
{
    private readonly RunLease _lease;
    private readonly LeaseOptions _options;
    private readonly Action _stalled;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<EpochReport> _epochs = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _beating;
    private RunProgress _progress;
    private long _progressed = Environment.TickCount64;
    private volatile int _answer = (int)HeartbeatAnswer.Continue;

    /// <param name="lease">The right to the run.</param>
    /// <param name="options">How often, and what counts as stalled.</param>
    /// <param name="progress">What the first beat says.</param>
    /// <param name="stalled">Called when the run has made no progress for too long.</param>
    /// <param name="logger">Hears when the database does not answer, and when it does again.</param>
    internal Heartbeat(RunLease lease, LeaseOptions options, RunProgress progress, Action stalled, ILogger logger)
    {
        (_lease, _options, _progress, _stalled, _logger) = (lease, options, progress, stalled, logger);
        _beating = BeatAsync();
    }

    /// <summary>Cancelled when the run is to stop; <see cref="Answer"/> says why.</summary>
    internal CancellationToken Stop => _stop.Token;

    /// <summary>What the database said last.</summary>
    internal HeartbeatAnswer Answer => (HeartbeatAnswer)_answer;

    /// <summary>What the next beat says; another phase is told at once.</summary>
    internal void Report(RunProgress progress)
    {
        var last = Interlocked.Exchange(ref _progress, progress);
        Volatile.Write(ref _progressed, Environment.TickCount64);
        if (progress.Phase == last.Phase)
            return;
        Activity.Current?.AddEvent(new ActivityEvent(progress.Phase));
        LogPhase(_lease.Run.Id, progress.Phase);
        if (_news.CurrentCount == 0)
            _news.Release();
    }

    /// <summary>Enters an epoch's figures with the next beat, or with the first that the database takes.</summary>
    internal void Report(EpochReport epoch) => _epochs.Enqueue(epoch);

    /// <summary>Stops beating.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _beating;
        _ended.Dispose();
        _stop.Dispose();
        _flushing.Dispose();
        _news.Dispose();
    }

    /// <summary>Enters the epochs that have not been entered yet.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            while (_epochs.TryPeek(out var epoch))
            {
                if (!await _lease.RecordEpochAsync(epoch.Epoch, epoch, epoch.Valid?.Score, epoch.Seconds, cancellationToken))
                    return;
                _epochs.TryDequeue(out _);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    private async Task BeatAsync()
    {
        var silent = false;
        try
        {
            while (true)
            {
                if (HasStalled())
                {
                    _stalled();
                    return;
                }

                try
                {
                    _answer = (int)await _lease.HeartbeatAsync(Volatile.Read(ref _progress), _ended.Token);
                    if (Answer == HeartbeatAnswer.Continue)
                        await FlushAsync(_ended.Token);
                    if (silent)
                        LogBack(_lease.Run.Id);
                    silent = false;
                }
                catch (Exception error) when (!_ended.IsCancellationRequested)
                {
                    // One line when the database goes and one when it is back, not one per beat.
                    if (!silent)
                        LogSilent(error, _lease.Run.Id);
                    silent = true;
                }

                if (Answer != HeartbeatAnswer.Continue)
                {
                    await _stop.CancelAsync();
                    return;
                }

                await _news.WaitAsync(_options.Heartbeat, _ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private bool HasStalled()
    {
        if (Environment.TickCount64 - Volatile.Read(ref _progressed) < _options.StallAfter.TotalMilliseconds)
            return false;
        LogStalled(_lease.Run.Id, Volatile.Read(ref _progress).Phase, _options.StallAfter);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Run {Run}: {Phase}")]
    private partial void LogPhase(long run, string phase);

    [LoggerMessage(LogLevel.Warning, "The database does not take the heartbeat of run {Run}; its training goes on.")]
    private partial void LogSilent(Exception error, long run);

    [LoggerMessage(LogLevel.Information, "The database takes the heartbeat of run {Run} again.")]
    private partial void LogBack(long run);

    [LoggerMessage(LogLevel.Critical, "Run {Run} has made no progress in phase {Phase} for {Time}; its worker gives up.")]
    private partial void LogStalled(long run, string phase, TimeSpan time);
}
