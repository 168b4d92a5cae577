using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Http;

/// <summary>
/// Whatever answers GET answers HEAD in the same way, but for the body, which the server leaves out (RFC 9110, 9.3.2). So no route
/// has to say it: before routes are chosen, HEAD becomes GET.
/// </summary>
internal static class HeadRequests
{
    private static readonly object Key = new();

    /// <summary>Whether the request that is answered as a GET was a HEAD, for routes whose answers do not end.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(Key);

    /// <summary>Has a HEAD answered as a GET. What comes before it, the log for one, sees a HEAD.</summary>
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            AllowHead(context.Response);
            return;
        }

        context.Items[Key] = true;
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }

    // Routes know nothing of it, so neither does what they say of other methods.
    private static void AllowHead(HttpResponse response)
    {
        if (response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false }
            && response.Headers.Allow.ToString() is var allowed && allowed.Contains(HttpMethods.Get, StringComparison.Ordinal))
        {
            response.Headers[HeaderNames.Allow] = $"{allowed}, {HttpMethods.Head}";
        }
    }
}
