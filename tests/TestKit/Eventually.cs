using System.Diagnostics;
using KDiffE.Infrastructure.Postgres;

namespace KDiffE.TestKit;

/// <summary>Waits for what other threads and processes bring about.</summary>
public static class Eventually
{
    // Where no time is promised; it costs nothing when all is well.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // A round that takes longer was held up by a machine that had others to serve; so was what is waited for.
    private static readonly TimeSpan LongestRound = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until something is so; a server or a database that is not there yet, or not any more, counts as not so.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="describe">What to say when it did not come to that.</param>
    public static Task IsAsync(Func<Task<bool>> condition, Func<string>? describe = null) => IsAsync(condition, Patience, describe);

    /// <summary>The same, where it is promised how soon it is so.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="limit">How long at most, in rounds of asking: a machine that stands still for seconds is given them back.</param>
    /// <param name="describe">What to say when it did not come to that.</param>
    public static async Task IsAsync(Func<Task<bool>> condition, TimeSpan limit, Func<string>? describe = null)
    {
        var waited = TimeSpan.Zero;
        for (var round = Stopwatch.GetTimestamp(); !await HoldsAsync(condition); round = Stopwatch.GetTimestamp())
        {
            waited.ShouldBeLessThan(limit, $"not so after {limit}: {describe?.Invoke()}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
            waited += TimeSpan.FromTicks(Math.Min(Stopwatch.GetElapsedTime(round).Ticks, LongestRound.Ticks));
        }
    }

    private static async Task<bool> HoldsAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (Exception error) when (error is HttpRequestException || TransientErrors.IsTransient(error))
        {
            return false;
        }
    }
}
