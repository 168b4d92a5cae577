using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Runs;

/// <summary>
/// Looks for what happens to the runs that are watched: one query for all of them, twice a second, however many watch; none
/// when nobody does.
/// </summary>
internal sealed partial class RunFeed(RunEventReader events, IHostApplicationLifetime lifetime, ILogger<RunFeed> logger)
{
    private const int MostAtOnce = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _turn = new();
    private readonly Dictionary<long, RunTopic> _topics = [];
    private bool _looking;

    /// <summary>Watches a run, until <see cref="Leave"/>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">The last event that the watcher has; where others watch already, the topic may begin later.</param>
    public RunTopic Join(long run, long after)
    {
        lock (_turn)
        {
            if (!_looking)
                _ = Task.Run(LookAsync);
            _looking = true;
            if (!_topics.TryGetValue(run, out var topic))
                _topics[run] = topic = new RunTopic(run, after);
            topic.Watchers++;
            return topic;
        }
    }

    /// <summary>Watches no more.</summary>
    public void Leave(RunTopic topic)
    {
        lock (_turn)
        {
            if (--topic.Watchers == 0)
                _topics.Remove(topic.Run);
        }
    }

    private async Task LookAsync()
    {
        var stop = lifetime.ApplicationStopping;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            RunTopic[] watched;
            lock (_turn)
                watched = [.. _topics.Values.Where(topic => !topic.View.Ended)];
            await TellAsync(watched, stop);
            lock (_turn)
            {
                _looking = _topics.Count > 0;
                if (!_looking)
                    return;
            }
        }
    }

    private async Task TellAsync(RunTopic[] watched, CancellationToken stop)
    {
        if (watched.Length == 0)
            return;
        try
        {
            var news = await events.ReadAsync([.. watched.Select(topic => (topic.Run, topic.View.Last))], MostAtOnce, stop);
            foreach (var topic in watched)
                topic.Publish(news.GetValueOrDefault(topic.Run));
        }
        // While the database is away nothing is known to happen; whatever else it does must not end the looking.
        catch (Exception error) when (stop.IsCancellationRequested || TransientErrors.IsTransient(error))
        {
        }
        catch (Exception error)
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(LogLevel.Error, "The events of runs could not be read")]
    private partial void LogFailed(Exception error);
}
