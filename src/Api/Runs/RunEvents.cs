using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Runs;

/// <summary>What happens to a run, as server-sent events.</summary>
internal static class RunEvents
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The events of a run that come after one of them, to the one with which the run ends.</summary>
    /// <param name="run">The run's number; it exists.</param>
    /// <param name="after">The id of the last event that is known; 0 for none.</param>
    /// <param name="runs">Where the events are read.</param>
    /// <param name="cancellationToken">Ends the events before the run ends.</param>
    public static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        long run, long after, RunStore runs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // Asked first: what happens in between is then among the events.
            var active = (await runs.GetAsync(run, cancellationToken))?.IsActive == true;
            foreach (var happened in await runs.EventsAsync(run, after, cancellationToken))
            {
                after = happened.Id;
                yield return new SseItem<string>(happened.Data, happened.Kind) { EventId = happened.Id.ToString(CultureInfo.InvariantCulture) };
            }

            if (!active)
                yield break;
            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
