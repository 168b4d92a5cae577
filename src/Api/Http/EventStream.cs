using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace KDiffE.Api.Http;

/// <summary>An event as it goes out.</summary>
/// <param name="Id">What a client names to go on after it.</param>
/// <param name="Kind">What kind of event.</param>
/// <param name="Data">More about it, on one line.</param>
internal readonly record struct StreamedEvent(long Id, string Kind, string Data);

/// <summary>
/// Answers with server-sent events as they come, and with a comment where none has come for a while: proxies close what is
/// silent. ASP.NET's own result writes no comments.
/// </summary>
/// <param name="events">The events, those together that came together.</param>
internal sealed class EventStream(IAsyncEnumerable<IEnumerable<StreamedEvent>> events) : IResult
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    // What is under way when the process is told to stop may still go out.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        // nginx would keep them back.
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        await using var stop = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => end.CancelAfter(LastWords));
        try
        {
            await WriteAsync(response, end);
        }
        // A client that takes nothing any more keeps no process from stopping.
        catch (OperationCanceledException) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Abort();
        }
    }

    private async Task WriteAsync(HttpResponse response, CancellationTokenSource end)
    {
        await using var coming = events.GetAsyncEnumerator(end.Token);
        var next = coming.MoveNextAsync().AsTask();
        try
        {
            // Begun at once, so that a client knows that it is heard before there is an event.
            await response.Body.FlushAsync(end.Token);
            for (; await ComesAsync(next, response, end.Token); next = coming.MoveNextAsync().AsTask())
                await response.Body.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(coming.Current.Select(Line))), end.Token);
        }
        finally
        {
            // Nobody may leave while it is on its way.
            await end.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Comments go out until it comes.
    private static async Task<bool> ComesAsync(Task<bool> next, HttpResponse response, CancellationToken end)
    {
        while (!next.IsCompleted)
        {
            using var came = CancellationTokenSource.CreateLinkedTokenSource(end);
            if (await Task.WhenAny(next, Task.Delay(KeepAlive, came.Token)) != next)
                await response.Body.WriteAsync(Comment, end);
            await came.CancelAsync();
        }

        return await next;
    }

    private static string Line(StreamedEvent item) =>
        string.Create(CultureInfo.InvariantCulture, $"event: {item.Kind}\ndata: {item.Data}\nid: {item.Id}\n\n");
}
