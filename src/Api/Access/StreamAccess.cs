using System.Runtime.CompilerServices;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Access;

/// <summary>Ends answers that go on for hours when who asked may no longer ask: its key is revoked, or its login over.</summary>
internal sealed class StreamAccess(Recognition recognition)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Gives what a stream gives, while whoever asked for it may. While that is not certain, it goes on.</summary>
    /// <param name="context">The request, which was let in.</param>
    /// <param name="needed">The role that it needs.</param>
    /// <param name="stream">Begins the stream, which ends when the token that it is given says so.</param>
    /// <param name="cancellationToken">Ends it, too.</param>
    public async IAsyncEnumerable<T> WhileAllowed<T>(
        HttpContext context, Role needed, Func<CancellationToken, IAsyncEnumerable<T>> stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(context, needed, end);
        try
        {
            await foreach (var item in stream(end.Token))
                yield return item;
        }
        finally
        {
            await end.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(HttpContext context, Role needed, CancellationTokenSource end)
    {
        using var timer = new PeriodicTimer(LookEvery);
        try
        {
            while (await recognition.OfAsync(context, needed, end.Token) is not { Principal: null, IsCertain: true })
                await timer.WaitForNextTickAsync(end.Token);
        }
        finally
        {
            await end.CancelAsync();
        }
    }
}
