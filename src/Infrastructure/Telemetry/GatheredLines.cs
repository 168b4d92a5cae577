using System.Buffers;
using System.Diagnostics;
using System.Text;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>
/// Writes lines of the log to the standard output: where they come fast, those of a moment together, because each writing costs more
/// than making the line; what is a warning or worse at once. Lines that cannot be written, as where the disk is full, are lost, and nothing else is.
/// </summary>
internal sealed class GatheredLines : ILogEventSink, IDisposable
{
    private const int MostCharacters = 16 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly ITextFormatter _formatter;
    private readonly Lock _lock = new();
    private readonly StringWriter _lines = new();
    private readonly Stream _output;
    private readonly Timer _timer;
    private bool _isWaiting;
    private long _written;

    /// <param name="formatter">Makes a line, with its end, of an event.</param>
    /// <param name="output">Where lines are written; the standard output unless given.</param>
    public GatheredLines(ITextFormatter formatter, Stream? output = null)
    {
        (_formatter, _output) = (formatter, output ?? Console.OpenStandardOutput());
        _timer = new Timer(static lines => ((GatheredLines)lines!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // A process may end without whoever made this disposing it.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_lock)
        {
            _formatter.Format(logEvent, _lines);
            Added(isUrgent: logEvent.Level >= LogEventLevel.Warning);
        }
    }

    /// <summary>Takes a line that is no warning and of which no event was made.</summary>
    /// <param name="line">What it tells.</param>
    /// <param name="format">Writes it, with its end.</param>
    public void Add<TLine>(TLine line, Action<TLine, StringWriter> format)
    {
        lock (_lock)
        {
            format(line, _lines);
            Added(isUrgent: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _timer.Dispose();
        Flush();
    }

    private void Added(bool isUrgent)
    {
        if (isUrgent || _lines.GetStringBuilder().Length > MostCharacters || Stopwatch.GetElapsedTime(_written) > Moment)
        {
            Write();
        }
        else if (!_isWaiting)
        {
            _isWaiting = true;
            _timer.Change(Moment, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnExit(object? sender, EventArgs e) => Flush();

    private void Flush()
    {
        lock (_lock)
            Write();
    }

    private void Write()
    {
        (_isWaiting, _written) = (false, Stopwatch.GetTimestamp());
        var lines = _lines.GetStringBuilder();
        var text = ArrayPool<char>.Shared.Rent(lines.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(lines.Length));
        lines.CopyTo(0, text, 0, lines.Length);
        try
        {
            _output.Write(bytes, 0, Encoding.UTF8.GetBytes(text, 0, lines.Length, bytes, 0));
        }
        // The timer's thread would end the process with it.
        catch (IOException error)
        {
            SelfLog.WriteLine("Lines of the log are lost: {0}", error.Message);
        }

        lines.Clear();
        ArrayPool<char>.Shared.Return(text);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
