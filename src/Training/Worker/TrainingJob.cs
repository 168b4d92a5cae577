using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Training.Worker;

/// <summary>
/// The work on one run: reads the data, or takes up those of an earlier attempt; trains with checkpoints; compares the
/// result with the active snapshot on the same hold-out; publishes.
/// </summary>
internal sealed partial class TrainingJob(
    NpgsqlDataSource database, ISnapshotStore store, SnapshotCatalog catalog, IOperators operators, IOptions<WorkerOptions> options, TimeProvider time,
    ILogger<TrainingJob> logger)
{
    private readonly WorkerOptions _options = options.Value;

    /// <summary>Works until the snapshot is published, or the run ends without one for the reason that it then has.</summary>
    /// <param name="lease">The right to the run.</param>
    /// <param name="heartbeat">Hears how far it is.</param>
    /// <param name="stopping">Asks for a checkpoint and an end.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <exception cref="OperationCanceledException">It was ended; what it had is in the run's folder.</exception>
    internal async Task RunAsync(TrainingLease lease, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        var folder = new RunFolder(_options.Folder, lease.Run);
        var settings = lease.Run.Arguments.ToSettings();
        heartbeat.Report(Phases.Reading);
        var data = folder.Load() ?? await ReadAsync(lease, folder, cancellation);
        if (TooLittle(data) is { } missed)
        {
            await lease.EndAsync(TrainingRunState.Skipped, missed, cancellation);
            folder.Delete();
            return;
        }

        heartbeat.Report(Phases.Preparing);
        var experiment = new Experiment(data, operators);
        var run = await Task.Run(() => Train(experiment, settings, folder, heartbeat, stopping, cancellation), cancellation);
        await PublishAsync(lease, heartbeat, experiment, run, data, cancellation);
        folder.Delete();
    }

    private async Task<Dataset> ReadAsync(TrainingLease lease, RunFolder folder, CancellationToken cancellation)
    {
        // One hold-out for all runs, whatever the seed of their training: snapshots are compared on it.
        var data = await DatabaseDataset.LoadAsync(database, _options.Dataset, cancellationToken: cancellation);
        await lease.RecordDataAsync(data.Watermark, cancellation);
        folder.Store(data);
        return data;
    }

    private string? TooLittle(Dataset data)
    {
        (string What, int Count, int Least)[] thresholds =
        [
            ("users", data.Users, _options.MinUsers),
            ("items", data.Items, _options.MinItems),
            ("training interactions", data.Train.Count, _options.MinInteractions),
            ("held-out interactions", data.Test.Count, _options.MinHeldOut),
        ];
        var missed = thresholds.Where(threshold => threshold.Count < threshold.Least)
            .Select(threshold => string.Create(CultureInfo.InvariantCulture, $"{threshold.Count} {threshold.What}, {threshold.Least} are needed"))
            .ToList();
        return missed.Count == 0 ? null : $"There is too little to learn from: {string.Join("; ", missed)}.";
    }

    private FitResult Train(
        Experiment experiment, TrainingSettings settings, RunFolder folder, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var checkpoints = new RunCheckpoints(folder.CheckpointFile, _options.CheckpointEvery, time, stop.Cancel, stopping);
        var progress = new RunProgress(heartbeat, settings.KDiffE.Epochs);
        FitResult run;
        try
        {
            run = experiment.Train(settings, progress, stop.Token, checkpoints);
        }
        catch (FormatException error) when (File.Exists(folder.CheckpointFile))
        {
            // Damaged, or of another version of this program, which may keep other things.
            LogRefused(error.Message);
            File.Delete(folder.CheckpointFile);
            run = experiment.Train(settings, progress, stop.Token, checkpoints);
        }

        // A training that is stopped gives its best epoch so far; the run is to have the one that it would have had.
        stop.Token.ThrowIfCancellationRequested();
        return run;
    }

    private async Task PublishAsync(
        TrainingLease lease, Heartbeat heartbeat, Experiment experiment, FitResult run, Dataset data, CancellationToken cancellation)
    {
        heartbeat.Report(Phases.Evaluating);
        var test = experiment.Test(run.Model.ToScorer(), cancellation)!;
        var popular = experiment.Test(new MostPopular(data), cancellation)!;
        var content = TrainedSnapshot.Create(run, data, test, popular);
        if (!await lease.AnnounceAsync(content.Metadata, cancellation))
            return;
        await SaveAsync(lease, content);
        var gate = new QualityGate(_options.MaxRelativeDrop);
        PublishAnswer answer;
        do
        {
            var (active, _) = await catalog.GetServedAsync(cancellation);
            var verdict = gate.Judge(Of(test), Active(active, experiment, data, cancellation), Of(popular));
            heartbeat.Report(Phases.Publishing);
            await heartbeat.FlushAsync(cancellation);
            answer = await lease.PublishAsync(content.Metadata.Version, verdict, active, cancellation);
        }
        while (answer == PublishAnswer.ActiveChanged);
    }

    private async Task SaveAsync(TrainingLease lease, SnapshotContent content)
    {
        try
        {
            store.Save(content);
        }
        catch (Exception)
        {
            await lease.WithdrawAsync(content.Metadata.Version, CancellationToken.None);
            throw;
        }
    }

    private HoldOutFigures? Active(string? version, Experiment experiment, Dataset data, CancellationToken cancellation)
    {
        if (version is null)
            return null;
        try
        {
            using var snapshot = store.Open(version);
            return Of(experiment.Test(SnapshotScorer.Create(snapshot, data), cancellation)!);
        }
        catch (Exception error) when (error is InvalidSnapshotException or IOException)
        {
            // Nobody can serve it any more; beating the most popular items is enough then.
            LogActiveUnreadable(version, error.Message);
            return null;
        }
    }

    private static HoldOutFigures Of(RankingReport report) => new(report.Recall, report.Ndcg);

    [LoggerMessage(LogLevel.Warning, "The checkpoint of an earlier attempt cannot be used ({Reason}); the training begins anew.")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Warning, "The active snapshot {Version} cannot be read ({Reason}); the new one is compared with the most popular items alone.")]
    private partial void LogActiveUnreadable(string version, string reason);
}
