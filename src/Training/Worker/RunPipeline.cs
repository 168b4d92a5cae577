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
using KDiffE.Training.Rows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// What a claimed run goes through: reads the data, or takes up those of an earlier attempt; trains with checkpoints;
/// measures what came of it, now and then beside LightGCN, and judges it; learns what was held out, too, where it is to be served;
/// publishes.
/// </summary>
internal sealed partial class RunPipeline(
    ReadRouter reads,
    IOperators operators,
    LightGcnTurn lightGcn,
    RunGate gate,
    RunPublisher publisher,
    SnapshotCatalog catalog,
    WorkerMeter meter,
    IOptions<RunDataOptions> dataOptions,
    IOptions<PositivesOptions> positives,
    IOptions<RunFolderOptions> folderOptions,
    TimeProvider time,
    ILogger<RunPipeline> logger)
{
    private readonly RunDataOptions _data = dataOptions.Value;
    private readonly RunFolderOptions _folder = folderOptions.Value;

    /// <summary>Works until the snapshot is published, or the run ends without one for the reason that it then has.</summary>
    /// <param name="lease">The right to the run.</param>
    /// <param name="heartbeat">Hears how far it is.</param>
    /// <param name="stopping">Asks for a checkpoint and an end.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <exception cref="OperationCanceledException">It was ended; what it had is in the run's folder.</exception>
    internal async Task RunAsync(RunLease lease, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        var folder = new RunFolder(_folder.Folder, lease.Run);
        var settings = lease.Run.Arguments.ToSettings();
        heartbeat.Report(Phases.Reading);
        var data = folder.Load() ?? await ReadAsync(lease, folder, cancellation);
        if (_data.TooLittle(data) is { } missed)
        {
            await lease.EndAsync(RunState.Skipped, missed, cancellation);
            folder.Delete();
            return;
        }

        heartbeat.Report(Phases.Preparing);
        var experiment = new Experiment(data, operators);
        var fit = await Task.Run(
            () => Train(experiment, settings, new EpochProgress(heartbeat, meter, settings.KDiffE.Epochs), folder.CheckpointFile, stopping, cancellation), cancellation);
        heartbeat.Report(Phases.Evaluating);
        var measured = Measured.Of(fit, experiment, data, new MostPopular(data), cancellation);
        if (await lightGcn.HasComeAsync(cancellation))
            measured = await Task.Run(() => Compared(measured, experiment, folder, heartbeat, stopping, cancellation), cancellation);
        var twin = TrainedSnapshot.Create(measured);
        var judged = await JudgeAsync(measured, cancellation);
        // A model that will not be served stays as it was measured.
        var refitted = judged.Verdict.Passed
            ? await Task.Run(() => Refitted(measured, twin, folder, heartbeat, stopping, cancellation), cancellation)
            : null;
        heartbeat.Report(Phases.Publishing);
        await heartbeat.FlushAsync(cancellation);
        await publisher.PublishAsync(
            lease, refitted ?? twin, refitted is null ? null : twin,
            async active => active == judged.Active ? judged.Verdict : await gate.JudgeAsync(measured, active, cancellation), cancellation);
        folder.Delete();
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
        Measured measured, Experiment experiment, RunFolder folder, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        var settings = LightGcn.Settings(measured.Fit.Settings.KDiffE.Seed);
        var epochs = settings.KDiffE.Epochs;
        heartbeat.Report(Phases.Comparing(0, epochs));
        var progress = new PhaseProgress(heartbeat, epoch => Phases.Comparing(epoch, epochs));
        var fit = Train(experiment, settings, progress, folder.LightGcnCheckpointFile, stopping, cancellation);
        return measured with { LightGcn = experiment.Test(fit.Model.ToScorer(), cancellation) };
    }

    private SnapshotContent Refitted(
        Measured measured, SnapshotContent twin, RunFolder folder, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        var (everything, settings) = (Refit.Everything(measured.Data), Refit.As(measured.Fit));
        var epochs = settings.KDiffE.Epochs;
        heartbeat.Report(Phases.Refitting(0, epochs));
        var progress = new PhaseProgress(heartbeat, epoch => Phases.Refitting(epoch, epochs));
        var refit = Train(new Experiment(everything, operators), settings, progress, folder.RefitCheckpointFile, stopping, cancellation, measured.Fit.Weights);
        return TrainedSnapshot.Refitted(twin, refit, everything);
    }

    private FitResult Train(
        Experiment experiment, TrainingSettings settings, IProgress<EpochReport> progress, string checkpointFile, CancellationToken stopping, CancellationToken cancellation,
        RowWeights? weights = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var checkpoints = new RunCheckpoints(checkpointFile, _folder.CheckpointEvery, time, stop.Cancel, stopping);
        FitResult fit;
        try
        {
            fit = experiment.Train(settings, progress, stop.Token, checkpoints, weights);
        }
        catch (FormatException error) when (File.Exists(checkpointFile))
        {
            // Damaged, or of another version of this program, which may keep other things.
            LogRefused(error.Message);
            File.Delete(checkpointFile);
            fit = experiment.Train(settings, progress, stop.Token, checkpoints, weights);
        }

        // A training that is stopped gives its best epoch so far; the run is to have the one that it would have had.
        stop.Token.ThrowIfCancellationRequested();
        return fit;
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} has {Train} / {Valid} / {Test} train / valid / test interactions; {Negative} pairs are no positives and not learnt from")]
    private partial void LogData(long run, int train, int valid, int test, int negative);

    [LoggerMessage(LogLevel.Warning, "The checkpoint of an earlier attempt cannot be used ({Reason}); the training begins anew.")]
    private partial void LogRefused(string reason);
}
