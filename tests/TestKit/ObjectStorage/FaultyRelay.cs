using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KDiffE.TestKit.ObjectStorage;

/// <summary>Stands between a client and a server of HTTP, and does to requests what networks and servers do to them on a bad day.</summary>
public sealed class FaultyRelay : IAsyncDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(5);

    // Of the connection, not of the message.
    private static readonly string[] OwnHeaders = ["Transfer-Encoding", "Connection", "Keep-Alive", "Expect"];

    private readonly Uri _server;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly CancellationTokenSource _end = new();
    private readonly WebApplication _application;

    private FaultyRelay(Uri server)
    {
        _server = server;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = kestrel.Limits.MinResponseDataRate = null;
        });
        _application = builder.Build();
        _application.Run(RelayAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_application.Urls.Single());

    /// <summary>What becomes of a request; asked of each as it comes.</summary>
    public Func<HttpRequest, Fault> Faults { get; set; } = _ => Fault.None;

    /// <summary>The requests that came, as method, path and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Starts one before a server.</summary>
    public static async Task<FaultyRelay> StartAsync(Uri server)
    {
        var relay = new FaultyRelay(server);
        await relay._application.StartAsync();
        return relay;
    }

    /// <summary>Has a fault come to the first so many requests of a kind, and none to the others.</summary>
    public void Fail(int times, Fault fault, Func<HttpRequest, bool> which)
    {
        var left = times;
        Faults = request => which(request) && Interlocked.Decrement(ref left) >= 0 ? fault : Fault.None;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _application.DisposeAsync();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task RelayAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        var fault = Faults(request);
        if (fault.Meanwhile is { } meanwhile)
            await meanwhile();
        switch (fault.Kind)
        {
            case FaultKind.Hang:
                await HangAsync(context);
                return;
            case FaultKind.Answer:
                await request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                response.StatusCode = fault.Status;
                response.ContentType = "application/xml";
                if (!HttpMethods.IsHead(request.Method))
                    await response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{fault.Code}</Code><Message>So it is.</Message></Error>", context.RequestAborted);
                return;
            case FaultKind.CutUpload:
                await request.Body.ReadExactlyAsync(new byte[(int)(request.ContentLength ?? 0) / 2], context.RequestAborted);
                context.Abort();
                return;
        }

        using var answer = await SendAsync(request, context.RequestAborted);
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (fault.Kind == FaultKind.LoseAnswer)
        {
            context.Abort();
            return;
        }

        response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(header => !OwnHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            response.Headers[header.Key] = header.Value.ToArray();
        if (HttpMethods.IsHead(request.Method))
            return;
        if (fault.Kind == FaultKind.FlipBit)
            body[body.Length / 2] ^= 1;
        if (fault.Kind is not (FaultKind.CutDownload or FaultKind.StallDownload))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        if (fault.Kind == FaultKind.StallDownload)
            await HangAsync(context);
        context.Abort();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // As it came: the target is part of what is signed.
        var target = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_server, target));
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        if (request.ContentLength is not null)
            message.Content = new StreamContent(body);
        foreach (var header in request.Headers.Where(header => !OwnHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
                message.Content?.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
        }

        return await _client.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private async Task HangAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, context.RequestAborted);
        await Task.Delay(Forever, end.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
