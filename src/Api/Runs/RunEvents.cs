using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Runs;

/// <summary>What happens to runs, as server-sent events.</summary>
internal sealed class RunEvents(RunStore runs, IHostApplicationLifetime lifetime) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // However many watch, they leave the database's connections to others.
    private readonly SemaphoreSlim _reading = new(4, 4);

    /// <summary>
    /// The events of a run that come after one of them, to the one with which the run ends, or until this process is told to
    /// stop: a stream that ends well is no reason to wait, and its client asks for the rest elsewhere. While the database is
    /// away there are none.
    /// </summary>
    /// <param name="run">The run's number; it exists.</param>
    /// <param name="after">The id of the last event that is known; 0 for none.</param>
    /// <param name="cancellationToken">Ends the events before the run ends.</param>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        long run, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        while (true)
        {
            var (happened, active) = await ReadAsync(run, after, end.Token);
            foreach (var item in happened)
            {
                after = item.Id;
                yield return new SseItem<string>(item.Data, item.Kind) { EventId = item.Id.ToString(CultureInfo.InvariantCulture) };
            }

            if (!active || !await PauseAsync(end.Token))
                yield break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private static async Task<bool> PauseAsync(CancellationToken end)
    {
        await Task.Delay(PollInterval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !end.IsCancellationRequested;
    }

    private async Task<(IReadOnlyList<RunEvent> Happened, bool Active)> ReadAsync(long run, long after, CancellationToken end)
    {
        var entered = false;
        try
        {
            await _reading.WaitAsync(end);
            entered = true;
            // Asked first: what happens in between is then among the events.
            var active = (await runs.GetAsync(run, end))?.IsActive == true;
            return (await runs.EventsAsync(run, after, end), active);
        }
        catch (Exception error) when (end.IsCancellationRequested || TransientErrors.IsTransient(error))
        {
            return ([], true);
        }
        finally
        {
            if (entered)
                _reading.Release();
        }
    }
}
