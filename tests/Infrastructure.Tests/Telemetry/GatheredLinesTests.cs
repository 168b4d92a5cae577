using System.Text;
using KDiffE.Infrastructure.Telemetry;
using KDiffE.TestKit;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;

namespace KDiffE.Infrastructure.Tests.Telemetry;

/// <summary>Lines of the log are written together.</summary>
public sealed class GatheredLinesTests
{
    [Fact]
    public async Task LinesComeInTheirOrderAtTheLatestAfterAMoment()
    {
        using var output = new MemoryStream();
        using var lines = Over(output);

        lines.Emit(Line("one", LogEventLevel.Information));
        lines.Emit(Line("two", LogEventLevel.Information));

        await Eventually.IsAsync(() => Task.FromResult(Written(output) == "one\ntwo\n"), () => Written(output));
    }

    [Fact]
    public void AWarningIsThereAtOnceAndWhatCameBeforeItToo()
    {
        using var output = new MemoryStream();
        using var lines = Over(output);

        lines.Emit(Line("before", LogEventLevel.Information));
        lines.Emit(Line("größer", LogEventLevel.Warning));

        Written(output).ShouldBe("before\ngrößer\n");
    }

    [Fact]
    public void TheEndWritesWhatIsLeft()
    {
        using var output = new MemoryStream();
        using (var lines = Over(output))
            lines.Emit(Line("last", LogEventLevel.Information));

        Written(output).ShouldBe("last\n");
    }

    [Fact]
    public async Task WhereNothingCanBeWrittenNothingElseFails()
    {
        // Opened for writing, it is a disk that is full.
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using var lines = Over(full);

        lines.Emit(Line("lost", LogEventLevel.Warning));
        lines.Emit(Line("lost by the timer", LogEventLevel.Information));
        // An exception there would have ended the process.
        await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
    }

    private static GatheredLines Over(Stream output) => new(new MessageTemplateTextFormatter("{Message}\n"), output);

    private static string Written(MemoryStream output) => Encoding.UTF8.GetString(output.ToArray());

    private static LogEvent Line(string text, LogEventLevel level) =>
        new(DateTimeOffset.UnixEpoch, level, exception: null, new MessageTemplateParser().Parse(text), []);
}
