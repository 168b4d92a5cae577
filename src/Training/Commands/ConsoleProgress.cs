using Spectre.Console;

namespace KDiffE.Training.Commands;

/// <summary>
/// Shows the progress of long work on standard error: a bar on a terminal, one plain line per milestone otherwise.
/// </summary>
internal static class ConsoleProgress
{
    internal static async Task<T> RunAsync<T>(string title, Func<IProgress<ProgressStep>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return await work(new Reporter(step => WriteMilestone(step)));

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask(title, maxValue: 1);
                return await work(new Reporter(step =>
                {
                    bar.Description = Markup.Escape(step.Text);
                    bar.IsIndeterminate = step.Fraction is null;
                    bar.Value = step.Fraction ?? 0;
                }));
            });
    }

    private static void WriteMilestone(ProgressStep step)
    {
        if (step.Milestone)
            Console.Error.WriteLine(step.Fraction is { } fraction ? $"{fraction,6:P0}  {step.Text}" : $"        {step.Text}");
    }

    // Progress<T> hands its reports to the thread pool, where they may overtake each other.
    private sealed class Reporter(Action<ProgressStep> report) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value) => report(value);
    }
}
