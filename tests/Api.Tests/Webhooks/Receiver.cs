using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KDiffE.Api.Tests.Webhooks;

/// <summary>Somebody else's server on a loopback port, which takes what webhooks send, or does not.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedEvent> _received = new();

    private Receiver(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async context =>
        {
            _received.Enqueue(await ReceivedEvent.ReadAsync(context.Request));
            await answer(context);
        });
    }

    /// <summary>Where webhooks are to be sent.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hooks";

    /// <summary>What came, the first one first.</summary>
    public IReadOnlyList<ReceivedEvent> Received => [.. _received];

    /// <summary>Starts one.</summary>
    /// <param name="answer">What it answers; 200 unless given.</param>
    public static async Task<Receiver> StartAsync(Func<HttpContext, Task>? answer = null)
    {
        var receiver = new Receiver(answer ?? (_ => Task.CompletedTask));
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits until as much has come.</summary>
    public Task ReceivesAsync(int count) => Eventually.IsAsync(
        () => Task.FromResult(_received.Count >= count), () => $"{_received.Count} instead of {count} events");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>Something that came.</summary>
internal sealed record ReceivedEvent(string Id, string Timestamp, string Signature, string? ContentType, byte[] Bytes)
{
    public JsonNode Body => JsonNode.Parse(Bytes)!;

    public string Type => Body["type"]!.GetValue<string>();

    public static async Task<ReceivedEvent> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new ReceivedEvent(
            request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString(), request.Headers["webhook-signature"].ToString(), request.ContentType, body.ToArray());
    }

    /// <summary>Whether one of the signatures is that of a secret, worked out as the specification says.</summary>
    public bool IsSignedWith(string secret)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Id}.{Timestamp}."), .. Bytes];
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
        return Signature.Split(' ').Contains(expected);
    }
}
