using System.CommandLine;
using KDiffE.Infrastructure.Convert;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe convert</c>: what people have in other formats as a RecBole folder, for <c>import</c> to read.</summary>
internal static class ConvertCommand
{
    internal static Command Create()
    {
        var source = new Argument<string>("source") { Description = "Folder with the files, or one file" };
        var folder = new Argument<string>("out") { Description = "RecBole folder to make; its name becomes that of the files" };
        var format = new Option<string?>("--format") { Description = $"What the source is: {string.Join(", ", FolderConversion.Formats)}; its files decide unless given", HelpName = "format" };
        var name = new Option<string?>("--name") { Description = "Name of the new files; the new folder's own name unless given" };
        var (user, item, rating) = (Column("user", "user's id"), Column("item", "item's id"), Column("rating", "rating"));
        var (time, eventType) = (Column("time", "time"), Column("event", "event's type"));
        var json = CommonOptions.Json();
        format.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } value && !FolderConversion.Formats.Contains(value))
                result.AddError($"--format is '{value}', but must be one of {string.Join(", ", FolderConversion.Formats)}.");
        });
        var command = new Command("convert", "Make a RecBole folder of other formats: MovieLens, Amazon reviews, gorse, KGAT, MMRec, CSV, Parquet")
        {
            source, folder, format, name, user, item, rating, time, eventType, json,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var columns = new ColumnNames(
                arguments.GetValue(user), arguments.GetValue(item), arguments.GetValue(rating), arguments.GetValue(time), arguments.GetValue(eventType));
            var options = new ConvertOptions(arguments.GetValue(format), arguments.GetValue(name), columns);
            var report = await ConsoleProgress.RunAsync("Converting", progress => Task.Run(
                () => FolderConversion.Run(arguments.GetValue(source)!, arguments.GetValue(folder)!, options, new Steps(progress), cancellation), cancellation));
            Print(report);
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Option<string?> Column(string name, string holds) =>
        new($"--{name}") { Description = $"Column of a table that holds the {holds}", HelpName = "column" };

    private static void Print(ConvertReport report)
    {
        foreach (var file in report.Files)
            Console.WriteLine($"{file.File,-30} {file.Rows,11:N0} rows");
        foreach (var note in report.Notes)
            Console.WriteLine(note);
        BadRowLines.Print(report.BadRows, report.FirstBadRows, report.Sources.Select(file => (file.File, file.BadRows)));
        Console.WriteLine($"Converted {report.Format} to {report.Folder} in {report.Seconds:F1} s. Next:");
        Console.WriteLine($"  ./kdiffe import {Quoted(report.Folder)}{(Path.GetFileName(report.Folder) == report.Name ? "" : $" --name {Quoted(report.Name)}")}");
    }

    /// <summary>A path as a shell takes it.</summary>
    private static string Quoted(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || "/._-".Contains(c)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private sealed class Steps(IProgress<ProgressStep> progress) : IProgress<FileProgress>
    {
        public void Report(FileProgress value) => progress.Report(new ProgressStep(
            value.TotalBytes == 0 ? 1 : Math.Min(1, (double)value.Bytes / value.TotalBytes), $"{value.File}: {value.Rows:N0} rows", value.Done));
    }
}
