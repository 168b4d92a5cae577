using KDiffE.Infrastructure.Postgres;

namespace KDiffE.TestKit;

/// <summary>Waits for what other threads and processes bring about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something is so; a server or a database that is not there yet, or not any more, counts as not so.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="limit">How long at most.</param>
    /// <param name="describe">What to say when it did not come to that.</param>
    public static async Task IsAsync(Func<Task<bool>> condition, TimeSpan limit, Func<string>? describe = null)
    {
        for (var end = DateTime.UtcNow + limit; !await HoldsAsync(condition);)
        {
            (DateTime.UtcNow < end).ShouldBeTrue($"not so after {limit}: {describe?.Invoke()}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
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
