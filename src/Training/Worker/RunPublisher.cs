using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using Microsoft.Extensions.Logging;

namespace KDiffE.Training.Worker;

/// <summary>
/// Makes a trained model a snapshot, compares it with the most popular items and with the active snapshot on the same
/// hold-out, and publishes it.
/// </summary>
internal sealed partial class RunPublisher(ISnapshotStore store, SnapshotCatalog catalog, QualityGate gate, ILogger<RunPublisher> logger)
{
    /// <summary>Ends the run with its snapshot, or leaves it to whoever has it now.</summary>
    /// <param name="lease">The right to the run.</param>
    /// <param name="heartbeat">Hears how far it is.</param>
    /// <param name="experiment">Measures on the hold-out.</param>
    /// <param name="fit">What was trained.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="cancellation">Ends it at once; a file that was written then is deleted later.</param>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task PublishAsync(
        RunLease lease, Heartbeat heartbeat, Experiment experiment, FitResult fit, Dataset data, CancellationToken cancellation)
    {
        heartbeat.Report(Phases.Evaluating);
        var test = experiment.Test(fit.Model.ToScorer(), cancellation)!;
        var popular = experiment.Test(new MostPopular(data), cancellation)!;
        var content = TrainedSnapshot.Create(fit, data, test, popular);
        if (!await lease.AnnounceAsync(content.Metadata, cancellation))
            return;
        await SaveAsync(lease, content);
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

    private async Task SaveAsync(RunLease lease, SnapshotContent content)
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

    [LoggerMessage(LogLevel.Warning, "The active snapshot {Version} cannot be read ({Reason}); the new one is compared with the most popular items alone.")]
    private partial void LogActiveUnreadable(string version, string reason);
}
