using System.Globalization;
using System.Text;
using KDiffE.Domain.Runs;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// What a worker logs while it works on a run, until it is stored: so many lines and no more, whatever the database does. Lines
/// that find no room are counted, and a line in their place says how many they were.
/// </summary>
public sealed class RunLog : ILogEventSink
{
    /// <summary>How many lines may wait.</summary>
    internal const int Capacity = 1_000;

    /// <summary>How many characters of a line are kept.</summary>
    internal const int MaxMessage = 2_000;

    private const string Cut = "…";

    private static readonly MessageTemplateTextFormatter Plain = new("{Message:lj}", CultureInfo.InvariantCulture);

    private readonly AsyncLocal<long?> _run = new();
    private readonly Lock _lock = new();
    private readonly Queue<RunLogLine> _lines = new();
    private RunLogLine? _lost;
    private int _lostLines;

    /// <summary>Has what is logged from here on, by the caller and whatever it starts, be of a run.</summary>
    /// <param name="run">The run.</param>
    /// <returns>Ends that.</returns>
    public IDisposable Begin(long run)
    {
        _run.Value = run;
        return new End(_run);
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        if (_run.Value is { } run)
            Add(new RunLogLine(run, logEvent.Timestamp, LevelOf(logEvent), MessageOf(logEvent)));
    }

    /// <summary>Takes lines out, the oldest first.</summary>
    /// <param name="most">The most of them.</param>
    internal IReadOnlyList<RunLogLine> Take(int most)
    {
        lock (_lock)
        {
            var taken = new List<RunLogLine>(Math.Min(most, _lines.Count) + 1);
            while (taken.Count < most && _lines.TryDequeue(out var line))
                taken.Add(line);
            if (_lines.Count == 0 && Loss() is { } loss)
                taken.Add(loss);
            return taken;
        }
    }

    /// <summary>Counts lines that cannot be stored as lost.</summary>
    internal void Lose(IReadOnlyList<RunLogLine> lines)
    {
        lock (_lock)
            Count(lines[0], lines.Count);
    }

    private void Add(RunLogLine line)
    {
        lock (_lock)
        {
            if (_lines.Count >= Capacity)
            {
                Count(line, 1);
                return;
            }

            if (Loss() is { } loss)
                _lines.Enqueue(loss);
            _lines.Enqueue(line);
        }
    }

    private void Count(RunLogLine first, int lines)
    {
        _lost ??= first;
        _lostLines += lines;
    }

    private RunLogLine? Loss()
    {
        var loss = _lost is null
            ? null
            : _lost with { Level = RunLogLevel.Warning, Message = $"{_lostLines} lines are missing from here on: the database did not take them in time." };
        (_lost, _lostLines) = (null, 0);
        return loss;
    }

    private static RunLogLevel LevelOf(LogEvent line) => line.Level switch
    {
        LogEventLevel.Warning => RunLogLevel.Warning,
        LogEventLevel.Error => RunLogLevel.Error,
        LogEventLevel.Fatal => RunLogLevel.Critical,
        _ => RunLogLevel.Information,
    };

    // Where an error was thrown stands in the worker's log; what it says is enough for whoever reads the run's.
    private static string MessageOf(LogEvent line)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Plain.Format(line, text);
        for (var error = line.Exception; error is not null; error = error.InnerException)
            text.Write($" ({error.GetType().Name}: {error.Message})");
        var message = text.ToString();
        if (message.Length > MaxMessage)
            message = string.Concat(message.AsSpan(0, MaxMessage - Cut.Length), Cut);
        // PostgreSQL stores neither NUL nor half a character.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message.Replace('\0', '\uFFFD')));
    }

    private sealed class End(AsyncLocal<long?> run) : IDisposable
    {
        public void Dispose() => run.Value = null;
    }
}
