namespace KDiffE.Training.Tests.Worker;

/// <summary>Waits for what other threads bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something is so, for at most a time.</summary>
    internal static async Task IsAsync(Func<Task<bool>> condition, TimeSpan limit)
    {
        for (var end = DateTime.UtcNow + limit; !await condition();)
        {
            (DateTime.UtcNow < end).ShouldBeTrue("it did not come to that in time");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
