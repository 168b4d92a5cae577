using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A span, as it was sent.</summary>
internal sealed record SentSpan(string Service, string Name, string TraceId, string Id, string Parent);

/// <summary>Takes what processes send by OTLP over HTTP, on a loopback port.</summary>
internal sealed class OtlpListener : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _bodies = new(StringComparer.Ordinal);

    private OtlpListener()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _bodies.GetOrAdd(context.Request.Path, _ => []).Enqueue(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    /// <summary>The variables that have a process send everything here, soon.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _application.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
    ];

    public static async Task<OtlpListener> StartAsync()
    {
        var listener = new OtlpListener();
        await listener._application.StartAsync();
        return listener;
    }

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<SentSpan> Spans => [.. Bodies("/v1/traces").SelectMany(body => Fields(body, 1)).SelectMany(ReadResource)];

    /// <summary>Whether a text stands anywhere in what was sent to a path such as <c>/v1/logs</c>.</summary>
    public bool Has(string path, string text) => Bodies(path).Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private ConcurrentQueue<byte[]> Bodies(string path) => _bodies.GetOrAdd(path, _ => []);

    // opentelemetry.proto.trace.v1: ResourceSpans { resource = 1, scope_spans = 2 }, ScopeSpans { spans = 2 },
    // Span { trace_id = 1, span_id = 2, parent_span_id = 4, name = 5 }, Resource { attributes = 1 }, KeyValue { key = 1, value = 2 { string_value = 1 } }.
    private static IEnumerable<SentSpan> ReadResource(byte[] resource)
    {
        var service = Fields(resource, 1).SelectMany(r => Fields(r, 1)).Where(pair => Text(Fields(pair, 1)) == "service.name")
            .Select(pair => Text(Fields(Fields(pair, 2).Single(), 1))).Single();
        return Fields(resource, 2).SelectMany(scope => Fields(scope, 2)).Select(span => new SentSpan(
            service, Text(Fields(span, 5)), Hex(Fields(span, 1)), Hex(Fields(span, 2)), Hex(Fields(span, 4))));
    }

    private static string Text(IEnumerable<byte[]> field) => Encoding.UTF8.GetString(field.SingleOrDefault() ?? []);

    private static string Hex(IEnumerable<byte[]> field) => Convert.ToHexStringLower(field.SingleOrDefault() ?? []);

    /// <summary>The length-delimited fields of a number in a protobuf message.</summary>
    private static List<byte[]> Fields(byte[] message, ulong number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    if (tag >> 3 == number)
                        found.Add(message[at..(at + length)]);
                    at += length;
                    break;
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
