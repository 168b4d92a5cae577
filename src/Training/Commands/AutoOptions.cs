using System.CommandLine;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Search;
using KDiffE.Training.Worker;

namespace KDiffE.Training.Commands;

/// <summary>The options of the preset <c>auto</c>, and the search that it asks for.</summary>
internal sealed class AutoOptions
{
    private static readonly TimeSpan DefaultBudget = new TuningOptions().TuneBudget;

    private readonly Option<TimeSpan?> _budget = Durations.Option(
        "--tune-budget", TimeSpan.FromDays(30), $"How long --preset {Presets.Auto} may try settings, for example 10m; 30m unless given");

    private readonly Option<FileInfo?> _file = new("--tune-out") { Description = "Keep the trials in this file, and continue those it holds", HelpName = "file" };
    private readonly SettingsOptions _settings;

    /// <param name="command">Gets the options.</param>
    /// <param name="settings">The base of the search.</param>
    internal AutoOptions(Command command, SettingsOptions settings)
    {
        _settings = settings;
        _file.Validators.Add(CommonOptions.Writable);
        command.Options.Add(_budget);
        command.Options.Add(_file);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(_budget) ?? result.GetResult(_file)) is not null && settings.Preset(result) != Presets.Auto)
                result.AddError($"--tune-budget and --tune-out need --preset {Presets.Auto}.");
        });
    }

    /// <summary>The settings that are asked for; those of the search within its budget, where that is asked for.</summary>
    /// <param name="arguments">What is asked for.</param>
    /// <param name="settings">The same settings where nothing is searched; else the base.</param>
    /// <param name="data">What is learnt.</param>
    /// <param name="experiment">The same with the device.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Null where it was cancelled, and a file holds its trials.</returns>
    /// <exception cref="InvalidSettingException">There is nothing to search.</exception>
    /// <exception cref="InvalidDataException">The file holds the trials of another search, or something else.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was kept.</exception>
    internal async Task<TunedSettings?> ChooseAsync(ParseResult arguments, TrainingSettings settings, Dataset data, Experiment experiment, CancellationToken cancellation)
    {
        if (_settings.Preset(arguments) != Presets.Auto)
            return new TunedSettings(settings, Fit: null, Choice: null, Searched: false);
        var space = SearchSpace.Read(SearchSpace.NameFor(Presets.Auto)).Without(_settings.Overrides(arguments));
        var search = new RandomSearch(data, settings, space, (drawn, stop) => experiment.Train(drawn, progress: null, stop));
        var file = arguments.GetValue(_file) is { } path ? new StudyFile(path.FullName) : null;
        var study = file?.Continue(search.NewStudy) ?? search.NewStudy;
        try
        {
            var budgeted = new BudgetedSearch(search, arguments.GetValue(_budget) ?? DefaultBudget, TimeProvider.System);
            var tuned = await budgeted.ChooseAsync(study, EarlierTrials.None, Finished, cancellation);
            Console.WriteLine(tuned.Choice!.Reason);
            return tuned;
        }
        catch (OperationCanceledException) when (file is not null && study.Trials.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Cancelled with {study.Trials.Count} trials; the same command continues them.");
            return null;
        }

        Task Finished(Study all)
        {
            study = all;
            file?.Save(all);
            Console.WriteLine(TrialTable.Line(all));
            return Task.CompletedTask;
        }
    }
}
