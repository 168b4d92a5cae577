using System.CommandLine;
using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe train</c>: data in, the best epoch's figures and its snapshot out.</summary>
internal static class TrainCommand
{
    private const string OnValid = "valid";
    private const string OnAll = "all";
    private const string Off = "off";

    internal static Command Create()
    {
        var command = new Command("train", "Train KDiffE on a folder or on the database");
        var source = new DataOptions(command, orDatabase: true);
        var settings = new SettingsOptions(command);
        var auto = new AutoOptions(command, settings);
        var snapshot = new Option<FileInfo?>("--snapshot") { Description = "Write the model to this file", HelpName = "file" };
        snapshot.Validators.Add(CommonOptions.Writable);
        var publish = new Option<bool>("--publish") { Description = "Store the model as a snapshot and make it the active one" };
        var refit = new Option<string>("--refit")
        {
            Description = "Train anew before the model is written, for the best number of epochs: on the validation part, too, which is measured on the test part; "
                + "on all that was held out, as --publish does always; or not",
            DefaultValueFactory = _ => OnValid,
        };
        refit.AcceptOnlyFromAmong(OnValid, OnAll, Off);
        var memory = new Option<long?>("--max-memory") { Description = "The MiB that training on the CPU may take; what needs more is refused. What the machine or the container has unless given", HelpName = "MiB" };
        memory.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is var value and < 1)
                result.AddError($"{result.Option.Name} is {value}, but must be at least 1.");
        });
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        command.Options.Add(memory);
        command.Options.Add(device);
        command.Options.Add(snapshot);
        command.Options.Add(publish);
        command.Options.Add(refit);
        command.Options.Add(json);
        command.SetAction((arguments, cancellation) => RunAsync(
            arguments, source, settings.Read(arguments), auto, settings.Preset(arguments), arguments.GetValue(device)!, arguments.GetValue(memory) << 20,
            arguments.GetValue(snapshot), arguments.GetValue(publish), arguments.GetValue(publish) ? OnAll : arguments.GetValue(refit)!, arguments.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult arguments, DataOptions source, TrainingSettings start, AutoOptions auto, string preset, string device, long? mostMemory,
        FileInfo? snapshotFile, bool publish, string refit, FileInfo? json, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        // A database that cannot take the snapshot is found out before the work, not after it.
        await using var database = publish ? await CommandServices.OpenMigratedDatabaseAsync(cancellation) : null;
        if (database is not null)
            await database.GetRequiredService<ISnapshotStore>().CheckWritableAsync(cancellation);
        var data = await source.LoadAsync(arguments, cancellation);
        Console.WriteLine(Describe(data));
        var operators = DeviceOperators.Open(device);
        var experiment = new Experiment(data, operators, mostMemory);
        if (await auto.ChooseAsync(arguments, start, data, experiment, cancellation) is not { } tuned)
            return 1;
        var settings = tuned.Settings;
        var result = tuned.Fit ?? experiment.Train(settings, new EpochLines(settings.KDiffE), cancellation);

        // From here on the work is short, and a cancelled run still keeps its best epoch.
        var measured = Measured.Of(result, experiment, data, new MostPopular(data), CancellationToken.None) with { Choice = tuned.Choice };
        var twin = TrainedSnapshot.Create(measured);
        var published = refit == OnAll && !result.Cancelled ? Refitted(measured, twin, operators, mostMemory, cancellation) : null;
        var (remeasured, selected) = refit == OnValid && !result.Cancelled && data.Valid.Count > 0 ? Remeasured(measured, operators, mostMemory, cancellation) : default;
        var content = ItemArrangement.Served(published ?? (remeasured is null ? twin : TrainedSnapshot.Create(remeasured)), CancellationToken.None);
        var stored = await SaveAsync(content, published is null ? null : twin, snapshotFile, database);
        var report = new TrainReport(
            DatasetReport.Of(data), preset, TuningReport.Of(tuned.Choice), content.Metadata.HyperParameters, settings.KDiffE.Seed, operators.Device.ToString(), result.Epochs,
            result.Model.Epoch, result.Model.NormExponent, result.Cancelled, result.MeanSimilarity, result.Content, result.Credible, result.Weights, measured.Test,
            remeasured is null ? null : new RefitReport(remeasured.Data.Train.Count, remeasured.Fit.Epochs.Count, remeasured.Test, selected),
            new Dictionary<string, RankingReport?>(StringComparer.Ordinal) { ["most_popular"] = measured.Popular }, stored,
            Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2),
            Process.GetCurrentProcess().PeakWorkingSet64 >> 20);
        await JsonReport.WriteAsync(report, json);
        if (result.Credible is { } credible)
            Console.WriteLine(credible);
        Console.WriteLine(result.Weights);
        Console.WriteLine(Summary(report));
        return 0;
    }

    /// <summary>
    /// The training on the training and the validation part, measured, and the figures of the selected model when both parts
    /// are left out of its rankings as well; nothing where it was cancelled, so that the selected model is kept.
    /// </summary>
    private static (Measured? Refit, RankingReport? Selected) Remeasured(Measured measured, IOperators operators, long? mostMemory, CancellationToken cancellation)
    {
        try
        {
            var known = Refit.Known(measured.Data);
            var experiment = new Experiment(known, operators, mostMemory);
            var refit = Learn(experiment, known, measured.Fit, cancellation);
            return (
                Measured.Of(refit, experiment, known, new MostPopular(known), cancellation) with { Choice = measured.Choice },
                experiment.Test(measured.Fit.Model.ToScorer(), cancellation));
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }

    private static FitResult Learn(Experiment experiment, Dataset data, FitResult measured, CancellationToken cancellation)
    {
        var settings = Refit.As(measured);
        Console.WriteLine($"Learning all {data.Train.Count:N0} interactions in {settings.KDiffE.Epochs} epochs.");
        var refit = experiment.Train(settings, new EpochLines(settings.KDiffE), cancellation, weights: measured.Weights);
        cancellation.ThrowIfCancellationRequested();
        return refit;
    }

    private static SnapshotContent? Refitted(Measured measured, SnapshotContent twin, IOperators operators, long? mostMemory, CancellationToken cancellation)
    {
        var everything = Refit.Everything(measured.Data);
        if (everything.Train.Count == measured.Data.Train.Count)
            return null;
        return TrainedSnapshot.Refitted(twin, Learn(new Experiment(everything, operators, mostMemory), everything, measured.Fit, cancellation), everything);
    }

    private static async Task<string?> SaveAsync(SnapshotContent content, SnapshotContent? twin, FileInfo? file, ServiceProvider? database)
    {
        if (file is not null)
        {
            file.Directory?.Create();
            SnapshotFile.Write(content, file.FullName);
            Console.WriteLine($"Wrote {file.FullName}.");
        }

        if (database is not null)
        {
            await database.GetRequiredService<SnapshotPublisher>().PublishAsync(content, twin);
            Console.WriteLine($"Snapshot {content.Metadata.Version} is active.");
        }

        return file is not null || database is not null ? content.Metadata.Version : null;
    }

    private static string Describe(Dataset data) =>
        $"{data.Name}: {data.Users:N0} users, {data.Items:N0} items, {data.Train.Count:N0} / {data.Valid.Count:N0} / {data.Test.Count:N0} "
        + $"train / valid / test interactions, {data.Triples.Count:N0} triples of {data.Relations:N0} relations to {data.Entities:N0} entities."
        + (data.Negative.Count > 0 ? $" {data.Negative.Count:N0} pairs are no positives and not learnt from." : "");

    private static string Summary(TrainReport report) => report.Test is null
        ? $"Best epoch {report.BestEpoch}; there are no test interactions. {report.SecondsTotal:F1} s, {report.PeakRssMb} MiB."
        : $"Best epoch {report.BestEpoch}: test recall@20 {report.Test.Recall:F4}, NDCG@20 {report.Test.Ndcg:F4} "
        + $"(most popular {report.Baselines["most_popular"]!.Recall:F4}, {report.Baselines["most_popular"]!.Ndcg:F4}). "
        + (report.Refit is { } refit ? $"Refitted on the validation part, too: {refit.Test!.Recall:F4}, {refit.Test.Ndcg:F4}, where the selected model has {refit.Selected!.Recall:F4}, {refit.Selected.Ndcg:F4}. " : "")
        + $"{report.SecondsTotal:F1} s, {report.PeakRssMb} MiB.";
}
