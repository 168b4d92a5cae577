using KDiffE.Domain.Data;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Events;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Baselines;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Search;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// What a claimed run goes through: reads the data, or takes up those of an earlier attempt; finds its settings where it is asked to; trains;
/// measures what came of it, now and then beside LightGCN, and judges it; learns what was held out, too, where it is to be served;
/// publishes.
/// </summary>
internal sealed partial class RunPipeline(
    ReadRouter reads,
    IOperators operators,
    RunTrainer trainer,
    RunTuning tuning,
    LightGcnTurn lightGcn,
    RunGate gate,
    RunPublisher publisher,
    SnapshotCatalog catalog,
    WorkerMeter meter,
    IOptions<RunDataOptions> dataOptions,
    IOptions<PositivesOptions> positives,
    IOptions<RunFolderOptions> folderOptions,
    ILogger<RunPipeline> logger)
{
    private readonly RunDataOptions _data = dataOptions.Value;

    /// <summary>Works until the snapshot is published, or the run ends without one for the reason that it then has.</summary>
    /// <param name="lease">The right to the run.</param>
    /// <param name="heartbeat">Hears how far it is.</param>
    /// <param name="stopping">Asks for a checkpoint and an end.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <exception cref="OperationCanceledException">It was ended; what it had is in the run's folder.</exception>
    internal async Task RunAsync(RunLease lease, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        var folder = new RunFolder(folderOptions.Value.Folder, lease.Run);
        heartbeat.Report(Phases.Reading);
        var stored = folder.Load();
        var data = stored ?? await ReadAsync(lease, folder, cancellation);
        if (_data.TooLittle(data) is { } missed)
        {
            await lease.EndAsync(RunState.Skipped, missed, cancellation);
            folder.Delete();
            return;
        }

        heartbeat.Report(Phases.Preparing);
        var experiment = new Experiment(data, operators, _data.MostMemory);
        var tuned = await TuneAsync(lease, data, anew: stored is null, experiment, folder, heartbeat, stopping, cancellation);
        var phases = new Phases(tuned.Searched);
        var fit = await FitAsync(tuned, experiment, folder, heartbeat, phases, stopping, cancellation);
        heartbeat.Report(phases.Evaluating);
        var measured = Measured.Of(fit, experiment, data, new MostPopular(data), cancellation) with { Choice = tuned.Choice };
        if (await lightGcn.HasComeAsync(cancellation))
            measured = await Task.Run(() => Compared(measured, experiment, folder, heartbeat, phases, stopping, cancellation), cancellation);
        var twin = TrainedSnapshot.Create(measured);
        var judged = await JudgeAsync(measured, cancellation);
        // A model that will not be served stays as it was measured.
        var refitted = judged.Verdict.Passed
            ? await Task.Run(() => Refitted(measured, twin, folder, heartbeat, phases, stopping, cancellation), cancellation)
            : null;
        heartbeat.Report(phases.Publishing);
        await heartbeat.FlushAsync(cancellation);
        var served = await Task.Run(() => ItemArrangement.Served(refitted ?? twin, cancellation), cancellation);
        await publisher.PublishAsync(
            lease, served, refitted is null ? null : twin,
            async active => active == judged.Active ? judged.Verdict : await gate.JudgeAsync(measured, active, cancellation), cancellation);
        folder.Delete();
    }

    /// <summary>The run's settings: those that were asked for, or those that it chooses on these data, or did before it was interrupted.</summary>
    private async Task<TunedSettings> TuneAsync(
        RunLease lease, Dataset data, bool anew, Experiment experiment, RunFolder folder, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        var (arguments, settings) = (lease.Run.Arguments, lease.Run.Arguments.ToSettings());
        if (arguments.Preset != Presets.Auto)
            return new TunedSettings(settings, Fit: null, Choice: null, Searched: false);
        // Its checkpoint is of these.
        if (!anew && lease.Run.Tuning is { } before)
            return new TunedSettings(SettingsReader.Apply(settings, before.Settings.Select(pair => $"{pair.Key}={pair.Value}")), Fit: null, before, Searched: false);
        return await tuning.ChooseAsync(lease, data, experiment, folder, heartbeat, stopping, cancellation);
    }

    private async Task<FitResult> FitAsync(
        TunedSettings tuned, Experiment experiment, RunFolder folder, Heartbeat heartbeat, Phases phases, CancellationToken stopping, CancellationToken cancellation)
    {
        var progress = new EpochProgress(heartbeat, meter, phases, tuned.Settings.KDiffE.Epochs);
        if (tuned.Fit is null)
            return await Task.Run(() => trainer.Train(experiment, tuned.Settings, progress, folder.CheckpointFile, stopping, cancellation), cancellation);
        // A trial has just been this very training.
        foreach (var epoch in tuned.Fit.Epochs)
            progress.Report(epoch);
        return tuned.Fit;
    }

    private async Task<Dataset> ReadAsync(RunLease lease, RunFolder folder, CancellationToken cancellation)
    {
        // One hold-out for all runs, whatever the seed of their training: snapshots are compared on it.
        var data = await reads.ReadAsync(
            Freshness.Current,
            (server, stop) => DatabaseDataset.LoadAsync(server.DataSource, _data.Dataset, positives: positives.Value.Positives, cancellationToken: stop),
            cancellation);
        await lease.RecordDataAsync(data.Watermark, cancellation);
        LogData(lease.Run.Id, data.Train.Count, data.Valid.Count, data.Test.Count, data.Negative.Count);
        folder.Store(data);
        return data;
    }

    private async Task<(GateVerdict Verdict, string? Active)> JudgeAsync(Measured measured, CancellationToken cancellation)
    {
        var (active, _) = await catalog.GetServedAsync(cancellation);
        return (await gate.JudgeAsync(measured, active, cancellation), active);
    }

    private Measured Compared(
        Measured measured, Experiment experiment, RunFolder folder, Heartbeat heartbeat, Phases phases, CancellationToken stopping, CancellationToken cancellation)
    {
        var settings = LightGcn.Settings(measured.Fit.Settings.KDiffE.Seed);
        var epochs = settings.KDiffE.Epochs;
        heartbeat.Report(phases.Comparing(0, epochs));
        var progress = new PhaseProgress(heartbeat, epoch => phases.Comparing(epoch, epochs));
        var fit = trainer.Train(experiment, settings, progress, folder.LightGcnCheckpointFile, stopping, cancellation);
        return measured with { LightGcn = experiment.Test(fit.Model.ToScorer(), cancellation) };
    }

    private SnapshotContent Refitted(
        Measured measured, SnapshotContent twin, RunFolder folder, Heartbeat heartbeat, Phases phases, CancellationToken stopping, CancellationToken cancellation)
    {
        var (everything, settings) = (Refit.Everything(measured.Data), Refit.As(measured.Fit));
        var epochs = settings.KDiffE.Epochs;
        heartbeat.Report(phases.Refitting(0, epochs));
        var progress = new PhaseProgress(heartbeat, epoch => phases.Refitting(epoch, epochs));
        var refit = trainer.Train(new Experiment(everything, operators, _data.MostMemory), settings, progress, folder.RefitCheckpointFile, stopping, cancellation, measured.Fit.Weights);
        return TrainedSnapshot.Refitted(twin, refit, everything);
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} has {Train} / {Valid} / {Test} train / valid / test interactions; {Negative} pairs are no positives and not learnt from")]
    private partial void LogData(long run, int train, int valid, int test, int negative);
}
