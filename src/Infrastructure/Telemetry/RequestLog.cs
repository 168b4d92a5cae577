using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Serilog.Events;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>
/// The part of the log that has a line for each request. Where all lines go to the standard output as this service writes them, as
/// they do unless the configuration says otherwise, those of requests are written without events being made of them.
/// </summary>
public sealed class RequestLog
{
    private readonly Serilog.ILogger _logger;
    private readonly SoleOutput? _output;
    private readonly Action<RequestLine, StringWriter>? _write;

    private RequestLog(Serilog.ILogger logger, SoleOutput? output, string source)
    {
        (_logger, _output) = (logger.ForContext(Constants.SourceContextPropertyName, source), output);
        _write = output?.Format switch
        {
            null => null,
            LogFormat.Json => (line, lines) => line.WriteJson(lines, source),
            _ => (line, lines) => line.WriteText(lines),
        };
    }

    /// <summary>That of a process which has <see cref="Logging.AddLogging"/>.</summary>
    /// <param name="services">Its services.</param>
    /// <param name="source">What writes it: its full name is what settings of levels call it.</param>
    public static RequestLog Of(IServiceProvider services, Type source) => new(
        services.GetRequiredService<Serilog.ILogger>(), services.GetServices<ILogEventSink>().Any() ? null : services.GetService<SoleOutput>(), source.FullName!);

    /// <summary>Whether the level of its lines, Information, is logged.</summary>
    public bool IsEnabled => _logger.IsEnabled(LogEventLevel.Information);

    /// <summary>Writes a line.</summary>
    public void Write(in RequestLine line)
    {
        if (_write is not null)
            _output!.Lines.Add(line, _write);
        else
            _logger.Write(line.ToEvent());
    }

    /// <summary>Where the configuration has nothing else done with lines than writing them to the standard output.</summary>
    internal sealed record SoleOutput(GatheredLines Lines, LogFormat Format);
}
