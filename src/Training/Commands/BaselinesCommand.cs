using System.CommandLine;
using KDiffE.Training.Baselines;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe baselines</c>: what any model of a dataset has to beat.</summary>
internal static class BaselinesCommand
{
    internal static Command Create()
    {
        var command = new Command("baselines", "Test figures of simpler models and rivals, each with the settings that are best on validation data");
        var source = new DataOptions(command);
        var only = new Option<string[]>("--only")
        {
            Description = $"Measure these; all that take the data unless given: {string.Join(" | ", Baseline.All.Select(baseline => baseline.Name))}",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
        };
        var trials = new Option<int>("--trials")
        {
            Description = "Trainings by which to choose the settings of each that is trained; with 1 it keeps its authors'",
            DefaultValueFactory = _ => 1,
        };
        var seeds = new Option<int>("--seeds") { Description = "Seeds to test each that is trained with", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "The first of them, and that of the trials", DefaultValueFactory = _ => 1 };
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        trials.Validators.Add(CommonOptions.AtLeastOne);
        seeds.Validators.Add(CommonOptions.AtLeastOne);
        command.Options.Add(only);
        command.Options.Add(trials);
        command.Options.Add(seeds);
        command.Options.Add(seed);
        command.Options.Add(device);
        command.Options.Add(json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var chosen = Baseline.Named(arguments.GetValue(only) ?? []);
            var data = await source.LoadAsync(arguments, cancellation);
            var measurement = new BaselineMeasurement(
                data, DeviceOperators.Open(arguments.GetValue(device)!), arguments.GetValue(trials), Console.WriteLine, settings => new EpochLines(settings), cancellation);
            int[] all = [.. Enumerable.Range(arguments.GetValue(seed), arguments.GetValue(seeds))];
            var report = new BaselinesReport(
                DatasetReport.Of(data), chosen.ToDictionary(baseline => baseline.Name, baseline => measurement.Of(baseline, all), StringComparer.Ordinal));
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            Console.WriteLine(RankingTable.Format(
                from baseline in report.Baselines
                where baseline.Value is not null
                from row in baseline.Value.Rows(baseline.Key)
                select row));
            return 0;
        });
        return command;
    }
}
