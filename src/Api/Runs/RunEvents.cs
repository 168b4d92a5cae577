using System.Runtime.CompilerServices;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Runs;

/// <summary>What happens to a run, for one who watches: what has happened from the database, what happens from the feed.</summary>
internal sealed class RunEvents(RunEventReader reader, RunFeed feed, IHostApplicationLifetime lifetime) : IDisposable
{
    private const int Page = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // However many begin to watch at once, they leave the database's connections to others.
    private readonly SemaphoreSlim _reading = new(4, 4);

    /// <summary>
    /// The events of a run that come after one of them, to the one with which the run ends, or until this process is told to
    /// stop: a stream that ends well is no reason to wait, and its client asks for the rest elsewhere. While the database is
    /// away there are none.
    /// </summary>
    /// <param name="run">The run's number; it exists.</param>
    /// <param name="after">The id of the last event that is known; 0 for none.</param>
    /// <param name="cancellationToken">Ends the events before the run ends.</param>
    /// <returns>Events that came together, in order.</returns>
    public async IAsyncEnumerable<IReadOnlyList<RunEvent>> FollowAsync(
        long run, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        RunTopic? topic = null;
        try
        {
            while (!end.IsCancellationRequested)
            {
                // Where others have watched for longer, or this one is slow, the feed may begin after what is known here.
                var view = topic?.View;
                if (view is not null && after >= view.Start)
                {
                    var happened = view.After(after);
                    if (happened.Count > 0)
                        yield return happened;
                    after = Math.Max(after, view.Last);
                    if (view.Ended)
                        yield break;
                    await view.Next.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }

                if (await ReadAsync(run, after, end.Token) is not { } news)
                {
                    await Task.Delay(Pause, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }

                if (news.Events is [.., var last])
                {
                    yield return news.Events;
                    after = last.Id;
                }

                if (news.Events.Count < Page && !news.Active)
                    yield break;
                if (news.Events.Count < Page)
                    topic ??= feed.Join(run, after);
            }
        }
        finally
        {
            if (topic is not null)
                feed.Leave(topic);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task<RunNews?> ReadAsync(long run, long after, CancellationToken end)
    {
        var entered = false;
        try
        {
            await _reading.WaitAsync(end);
            entered = true;
            var news = await reader.ReadAsync([(run, after)], Page, end);
            return news.GetValueOrDefault(run) ?? new RunNews(Active: false, []);
        }
        catch (Exception error) when (end.IsCancellationRequested || TransientErrors.IsTransient(error))
        {
            return null;
        }
        finally
        {
            if (entered)
                _reading.Release();
        }
    }
}
