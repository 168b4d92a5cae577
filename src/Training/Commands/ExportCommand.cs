using System.CommandLine;
using KDiffE.Infrastructure.Export;
using KDiffE.Training.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe export</c>: the database as a RecBole folder.</summary>
internal static class ExportCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder to make; its name becomes that of the files" };
        var json = CommonOptions.Json();
        var command = new Command("export", "Write the database as a RecBole folder") { folder, json, ExportEmbeddingsCommand.Create() };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
            var report = await ConsoleProgress.RunAsync("Exporting", progress =>
                services.GetRequiredService<RecBoleExport>().ExportAsync(arguments.GetValue(folder)!, new FileSteps(progress), cancellation));
            foreach (var file in report.Files)
                Console.WriteLine($"{file.File,-30} {file.Rows,11:N0} rows");
            foreach (var skipped in report.Skipped)
                Console.WriteLine($"Left out: {skipped}.");
            Console.WriteLine($"Exported to {report.Folder} in {report.Seconds:F1} s.");
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            return 0;
        });
        return command;
    }

    /// <summary>Shows the files that are written.</summary>
    internal sealed class FileSteps(IProgress<ProgressStep> progress) : IProgress<ExportedFile>
    {
        public void Report(ExportedFile value) => progress.Report(new ProgressStep(null, $"{value.File}: {value.Rows:N0} rows", Milestone: false));
    }
}
