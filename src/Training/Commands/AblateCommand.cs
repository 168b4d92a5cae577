using System.CommandLine;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;
using KDiffE.Training.Search;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe ablate</c>: what each part of the model is worth on a dataset.</summary>
internal static class AblateCommand
{
    internal static Command Create()
    {
        var command = new Command("ablate", "Train the model with and without each of its parts, over several seeds");
        var source = new DataOptions(command);
        var settings = new SettingsOptions(command);
        var seeds = new Option<int>("--seeds") { Description = "Runs of each variant, with seeds from --seed on", DefaultValueFactory = _ => 3 };
        var variants = new Option<string[]>("--variants")
        {
            Description = "Run these beside the whole model; all unless given",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
        };
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        seeds.Validators.Add(CommonOptions.AtLeastOne);
        command.Options.Add(seeds);
        command.Options.Add(variants);
        command.Options.Add(device);
        command.Options.Add(json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var whole = settings.Read(arguments);
            var chosen = AblationVariant.Named(arguments.GetValue(variants) ?? []);
            var data = await source.LoadAsync(arguments, cancellation);
            var ablation = new Ablation(data, whole, DeviceOperators.Open(arguments.GetValue(device)!), chosen);
            return await RunAsync(ablation, arguments.GetValue(seeds), arguments.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Ablation ablation, int seeds, FileInfo? json, CancellationToken cancellation)
    {
        var report = ablation.Run(seeds, Finished, cancellation);
        Console.WriteLine(AblationTable.Format(report));
        if (report.Finished == report.Planned)
            return 0;
        await Console.Error.WriteLineAsync($"Cancelled after {report.Finished} of {report.Planned} runs.");
        return 1;

        // Written after every run: the whole takes long, and what it got through stays whatever happens.
        void Finished(AblationReport all, AblationRun run)
        {
            if (json is not null)
                JsonReport.Replace(all, json.FullName);
            Console.WriteLine(AblationTable.Line(all, run));
        }
    }
}
