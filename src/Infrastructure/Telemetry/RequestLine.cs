using System.Diagnostics;
using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>What a line of the log tells of one request.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, as the log may tell it.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="TraceId">The trace that it belongs to; none unless given.</param>
/// <param name="SpanId">Its span in there.</param>
/// <param name="Client">The client with whose key it was made; null without one.</param>
/// <param name="KeyId">The id of that key.</param>
public readonly record struct RequestLine(
    DateTimeOffset At, string Method, string Path, int Status, double Milliseconds,
    ActivityTraceId TraceId = default, ActivitySpanId SpanId = default, string? Client = null, string? KeyId = null)
{
    private const string Text = "{RequestMethod} {RequestPath} {StatusCode} {Elapsed:0.0} ms";

    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse(Text);

    /// <summary>The same as an event, for whoever takes nothing else.</summary>
    internal LogEvent ToEvent()
    {
        var line = new LogEvent(
            At, LogEventLevel.Information, exception: null, Template,
            [Property("RequestMethod", Method), Property("RequestPath", Path), Property("StatusCode", Status), Property("Elapsed", Milliseconds)],
            TraceId, SpanId);
        if (Client is null)
            return line;
        line.AddOrUpdateProperty(Property(nameof(Client), Client));
        line.AddOrUpdateProperty(Property(nameof(KeyId), KeyId));
        return line;
    }

    /// <summary>Writes the line for people that Serilog would write of the event, and allocates nothing.</summary>
    internal void WriteText(StringWriter lines) => lines.GetStringBuilder().Append(
        CultureInfo.InvariantCulture,
        $"{At:yyyy-MM-ddTHH:mm:ss.fffzzz} INF {Method} {Path} {Status} {Milliseconds:0.0} ms {(TraceId == default ? "" : TraceId.ToHexString())}{Environment.NewLine}");

    /// <summary>The same for machines.</summary>
    /// <param name="lines">Takes it.</param>
    /// <param name="source">The name of what writes it.</param>
    internal void WriteJson(StringWriter lines, string source)
    {
        var text = lines.GetStringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"@t\":\"{At.UtcDateTime:O}\",\"@mt\":\"{Text}\",\"@r\":[\"{Milliseconds:0.0}\"]");
        if (TraceId != default)
            text.Append(CultureInfo.InvariantCulture, $",\"@tr\":\"{TraceId.ToHexString()}\",\"@sp\":\"{SpanId.ToHexString()}\"");
        WriteString(lines, "RequestMethod", Method);
        WriteString(lines, "RequestPath", Path);
        text.Append(CultureInfo.InvariantCulture, $",\"StatusCode\":{Status},\"Elapsed\":{Milliseconds:R}");
        if (Client is not null)
            WriteString(lines, nameof(Client), Client);
        if (KeyId is not null)
            WriteString(lines, nameof(KeyId), KeyId);
        WriteString(lines, "SourceContext", source);
        lines.WriteLine('}');
    }

    private static LogEventProperty Property(string name, object? value) => new(name, new ScalarValue(value));

    private static void WriteString(StringWriter lines, string name, string value)
    {
        lines.Write(",\"");
        lines.Write(name);
        lines.Write("\":");
        JsonValueFormatter.WriteQuotedJsonString(value, lines);
    }
}
