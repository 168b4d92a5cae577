using System.Diagnostics;
using KDiffE.Infrastructure.Telemetry;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace KDiffE.Infrastructure.Tests.Telemetry;

/// <summary>Lines of requests are what Serilog would write of their events, character by character.</summary>
public sealed class RequestLineTests
{
    private const string Source = "Some.Source";

    public static TheoryData<RequestLine> Lines =>
    [
        new RequestLine(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 67, TimeSpan.FromHours(2)), "GET", "/users/*/recommendations", 200, 0.0412),
        new RequestLine(DateTimeOffset.UnixEpoch.AddTicks(1), "POST", "/items/\"a\"\u2028/b\\c", 503, 1234.56, ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom()),
        new RequestLine(DateTimeOffset.UtcNow, "DELETE", "/", 204, 0.05, ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), "a \"shop\"", "0a1b2c"),
        new RequestLine(DateTimeOffset.Now, "GET", "/x", 200, 1e-7, Client: "shop", KeyId: "0"),
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void ForPeopleItIsTheSame(RequestLine line)
    {
        using var written = new StringWriter();
        line.WriteText(written);

        written.ToString().ShouldBe(Format(line, new MessageTemplateTextFormatter("{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:lj} {TraceId}{NewLine}{Exception}")));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void ForMachinesItIsTheSame(RequestLine line)
    {
        using var written = new StringWriter();
        line.WriteJson(written, Source);

        written.ToString().ShouldBe(Format(line, new CompactJsonFormatter()));
    }

    private static string Format(RequestLine line, ITextFormatter formatter)
    {
        using var written = new StringWriter();
        var logEvent = line.ToEvent();
        // As a logger does that is for a source.
        logEvent.AddOrUpdateProperty(new LogEventProperty(Constants.SourceContextPropertyName, new ScalarValue(Source)));
        formatter.Format(logEvent, written);
        return written.ToString();
    }
}
