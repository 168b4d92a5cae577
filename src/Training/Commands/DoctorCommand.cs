using System.CommandLine;
using KDiffE.Training.Doctor;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe doctor</c>: looks at everything that the service stands on, and says what to do.</summary>
internal static class DoctorCommand
{
    internal static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Command("doctor", "Check settings, database, schema, clock, folders, libtorch, GPU, keys, queue, schedules and the served snapshot; changes nothing") { json };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var patient = new Patient(CommandServices.Configuration());
            var report = await Examination.RunAsync(patient, Show, cancellation);
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            return report.Healthy ? 0 : 1;
        });
        return command;
    }

    private static void Show(CheckReport report) => Console.WriteLine(
        $"{Word(report.Severity),-7}  {report.Name,-9}  {OneLine(report.Message)}{(report.Advice is null ? "" : $" → {report.Advice}")}");

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
