using System.CommandLine;
using KDiffE.Infrastructure.Import;
using KDiffE.Training.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe import</c>: a RecBole folder into the database, in one transaction.</summary>
internal static class ImportCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "RecBole folder to read" };
        var name = new Option<string?>("--name") { Description = "Name of the files in the folder; the folder's own name unless given" };
        var strict = new Option<bool>("--strict") { Description = "Import nothing when a single row is bad" };
        var replace = new Option<bool>("--replace") { Description = "Take out of the database what the folder does not have; refuses a folder with a bad row" };
        var json = CommonOptions.Json();
        var command = new Command("import", "Bring a RecBole folder into the database; doing it again changes nothing")
        {
            folder, name, strict, replace, json,
        };
        command.SetAction((arguments, cancellation) => RunAsync(
            arguments.GetValue(folder)!, arguments.GetValue(name), arguments.GetValue(strict), arguments.GetValue(replace), arguments.GetValue(json), cancellation));
        return command;
    }

    /// <summary>Imports a folder into the configured database and says what came in.</summary>
    /// <returns>0, or 1 where a file could not be used.</returns>
    internal static async Task<int> RunAsync(string folder, string? name, bool strict, bool replace, FileInfo? json, CancellationToken cancellation)
    {
        await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
        var report = await ConsoleProgress.RunAsync("Importing", progress => services.GetRequiredService<RecBoleImport>().ImportAsync(
            folder, name, strict, replace, new Steps(progress), cancellation));
        Print(report);
        await JsonReport.WriteAsync(report, json);
        foreach (var failure in report.Failures)
            await Console.Error.WriteLineAsync(failure);
        return report.Failures.Count == 0 ? 0 : 1;
    }

    private static void Print(ImportReport report)
    {
        foreach (var table in report.Tables.Where(t => t.Inserted + t.Updated + t.Unchanged + t.Deleted > 0))
        {
            Console.WriteLine(
                $"{table.Table,-14} {table.Inserted,11:N0} inserted {table.Updated,11:N0} updated {table.Unchanged,11:N0} unchanged"
                + (table.Deleted > 0 ? $" {table.Deleted,11:N0} deleted" : ""));
        }

        foreach (var note in report.Notes)
            Console.WriteLine(note);
        BadRowLines.Print(report.BadRows, report.FirstBadRows, report.Files.Select(file => (file.File, file.BadRows)));
        Console.WriteLine($"Imported {report.Name}: {report.Files.Sum(f => f.Rows):N0} rows of {report.Files.Count} files in {report.Seconds:F1} s.");
    }

    private sealed class Steps(IProgress<ProgressStep> progress) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => progress.Report(value.Fraction is null
            ? new ProgressStep(null, $"merging {value.Rows:N0} rows into {value.Source}", Milestone: true)
            : new ProgressStep(value.Fraction, $"{value.Source}: {value.Rows:N0} rows", value.Done));
    }
}
