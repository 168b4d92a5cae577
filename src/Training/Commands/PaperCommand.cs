using System.CommandLine;
using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Operators;
using KDiffE.Training.Paper;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe paper</c>: the tables and figures of the paper that KDiffE is of, run anew.</summary>
internal static class PaperCommand
{
    private const string Preset = "paper";

    // Its training ends by its patience.
    private const int Epochs = 1000;
    private const int Clusters = 64;
    private const int ClusterSeed = 1;

    internal static Command Create()
    {
        var command = new Command("paper", "Run the paper's tables and figures; a second call does what the first did not get to");
        var folders = new Argument<DirectoryInfo[]>("folders")
        {
            Description = "RecBole folders; one without triples gets those of its features, as 'kg from-features' makes them",
            Arity = ArgumentArity.OneOrMore,
        };
        var settings = new SettingsOptions(command, Epochs, Preset);
        var only = new Option<string[]>("--only")
        {
            Description = $"Run these; all unless given: {string.Join(" | ", PaperPart.All.Select(part => part.Name))}",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = new Option<int>("--seeds") { Description = "Trainings of each point, with seeds from --seed on", DefaultValueFactory = _ => 3 };
        var trials = new Option<int>("--trials") { Description = "Trainings by which to choose the settings of each other model that is trained; with 1 it keeps its authors'", DefaultValueFactory = _ => 1 };
        var output = new Option<DirectoryInfo>("--out") { Description = "Keep the runs, the tables and the figures in this folder, and continue those it holds", HelpName = "folder", Required = true };
        var device = CommonOptions.Device();
        seeds.Validators.Add(CommonOptions.AtLeastOne);
        trials.Validators.Add(CommonOptions.AtLeastOne);
        command.Arguments.Add(folders);
        foreach (var option in new Option[] { only, seeds, trials, output, device })
            command.Options.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            var chosen = settings.Read(arguments);
            var parts = PaperPart.Named(arguments.GetValue(only) ?? []);
            var folder = arguments.GetValue(output)!.FullName;
            var results = new List<DatasetResults>();
            foreach (var source in arguments.GetValue(folders)!)
            {
                var data = WithTriples(await DataOptions.LoadFolderAsync(source.FullName, name: null, Positives.All, cancellation), cancellation);
                var study = new PaperStudy(data, chosen, DeviceOperators.Open(arguments.GetValue(device)!), folder, Console.WriteLine);
                results.Add(study.Run(parts, arguments.GetValue(seeds), arguments.GetValue(trials), found => new EpochLines(found), cancellation));
                PaperFiles.Write(folder, results);
                if (!cancellation.IsCancellationRequested)
                    continue;
                await Console.Error.WriteLineAsync("Cancelled; the same command does the rest.");
                return 1;
            }

            Console.WriteLine($"The tables and the figures are in {Path.Combine(folder, PaperFiles.Tables)}.");
            return 0;
        });
        return command;
    }

    private static Dataset WithTriples(Dataset data, CancellationToken cancellation) => data.Triples.Count > 0 ? data : data.Features.Aggregate(
        data, (before, feature) => FeatureClusters.Of(feature, Clusters, ClusterSeed, progress: null, cancellation).AddTo(before));
}
