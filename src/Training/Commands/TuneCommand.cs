using System.CommandLine;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;
using KDiffE.Training.Search;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe tune</c>: a seeded random search for the best settings on validation data.</summary>
internal static class TuneCommand
{
    internal static Command Create()
    {
        var command = new Command("tune", "Search for the best settings on validation data; a second call continues the first");
        var source = new DataOptions(command);
        var settings = new SettingsOptions(command);
        var space = new Option<string?>("--space")
        {
            Description = $"What is varied: {string.Join(" | ", SearchSpace.Names)}, or a JSON file; that of the preset's name unless given",
        };
        var trials = new Option<int>("--trials") { Description = "Trials there shall be in the end; the first is the base", DefaultValueFactory = _ => 20 };
        var output = new Option<FileInfo>("--out") { Description = "Keep the trials in this file, and continue those it holds", HelpName = "file", Required = true };
        var save = new Option<FileInfo?>("--save") { Description = "Write the best trial to this file, as a preset for train", HelpName = "file" };
        output.Validators.Add(CommonOptions.Writable);
        save.Validators.Add(CommonOptions.Writable);
        var device = CommonOptions.Device();
        trials.Validators.Add(CommonOptions.AtLeastOne);
        command.Options.Add(trials);
        command.Options.Add(space);
        command.Options.Add(output);
        command.Options.Add(save);
        command.Options.Add(device);
        command.SetAction(async (arguments, cancellation) =>
        {
            var start = settings.Read(arguments);
            var varied = SearchSpace.Read(arguments.GetValue(space) ?? SearchSpace.NameFor(settings.Preset(arguments)))
                .Without(settings.Overrides(arguments));
            var data = await source.LoadAsync(arguments, cancellation);
            var experiment = new Experiment(data, DeviceOperators.Open(arguments.GetValue(device)!));
            var search = new RandomSearch(data, start, varied, (drawn, stop) => experiment.Train(drawn, progress: null, stop));
            return await RunAsync(search, arguments.GetValue(trials), new StudyFile(arguments.GetValue(output)!.FullName), arguments.GetValue(save), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(RandomSearch search, int count, StudyFile file, FileInfo? save, CancellationToken cancellation)
    {
        var before = file.Continue(search.NewStudy);
        if (before.Trials.Count > 0)
            Console.WriteLine($"{before.Trials.Count} trials are there already.");
        var study = search.Run(before, count, Finished, cancellation);
        Console.WriteLine(TrialTable.Format(study));
        if (study.Best is { } best)
            await JsonReport.WriteAsync(Presets.Of(search.SettingsOf(best)), save);
        else if (save is not null)
            await Console.Error.WriteLineAsync($"No trial has ended well; {save} is not written.");
        if (study.Trials.Count >= count)
            return study.Best is null ? 1 : 0;
        await Console.Error.WriteLineAsync($"Cancelled with {study.Trials.Count} of {count} trials; the same command continues them.");
        return 1;

        void Finished(Study all)
        {
            file.Save(all);
            Console.WriteLine(TrialTable.Line(all, count));
        }
    }
}
