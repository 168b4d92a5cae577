using KDiffE.Domain.Metrics;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// Compares a measured training with the snapshot that is served, or the one that this extends, on held-out interactions that
/// neither has learnt from, and has the <see cref="QualityGate"/> judge.
/// </summary>
internal sealed partial class RunGate(ISnapshotStore store, HeldOutTwins twins, SnapshotCatalog catalog, IOptions<GateOptions> options, ILogger<RunGate> logger)
{
    private readonly GateOptions _options = options.Value;
    private readonly QualityGate _gate = options.Value.ToGate();

    /// <summary>Judges a training.</summary>
    /// <param name="measured">The training.</param>
    /// <param name="active">The version of the snapshot that is served; null where none is.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task<GateVerdict> JudgeAsync(Measured measured, string? active, CancellationToken cancellation)
    {
        var (comparison, notCompared) = active is null
            ? (null, "No snapshot is served yet.")
            : await CompareAsync(measured, await catalog.FindTrainedAsync(active, cancellation), cancellation);
        if (active is not null && notCompared is not null)
            LogNotCompared(active, notCompared);
        return _gate.Judge(Of(measured.Test!), Of(measured.Popular!), comparison, notCompared);
    }

    private async Task<(GateComparison? Comparison, string? NotCompared)> CompareAsync(Measured measured, string active, CancellationToken cancellation)
    {
        try
        {
            using var twin = await twins.OpenAsync(active, cancellation);
            using var served = twin is null ? await store.OpenAsync(active, cancellation) : null;
            return Compare(measured, (twin ?? served)!, twin is not null, cancellation);
        }
        catch (Exception error) when (error is InvalidSnapshotException or IOException)
        {
            return (null, $"The active snapshot cannot be read: {error.Message}");
        }
    }

    private (GateComparison? Comparison, string? NotCompared) Compare(Measured measured, Snapshot active, bool twin, CancellationToken cancellation)
    {
        var data = measured.Data;
        var rows = data.Test.NotLearntBy(active, data);
        var users = rows.Users.Distinct().Count();
        if (users < _options.MinComparedUsers)
            return (null, $"Only {users} users have held-out interactions that the active snapshot has not learnt from; {_options.MinComparedUsers} are needed.");
        var evaluator = new FullRankingEvaluator(data);
        var candidate = evaluator.EvaluateEach(measured.Fit.Model.ToScorer(), rows, cancellation);
        var other = evaluator.EvaluateEach(SnapshotScorer.Create(active, data), rows, cancellation);
        double[] recall = Array.ConvertAll(candidate, u => u.Recall), otherRecall = Array.ConvertAll(other, u => u.Recall);
        double[] ndcg = Array.ConvertAll(candidate, u => u.Ndcg), otherNdcg = Array.ConvertAll(other, u => u.Ndcg);
        return (
            new GateComparison(
                active.Metadata.Version, twin, candidate.Sum(user => user.Rows), candidate.Length, data.Test.Count - rows.Count,
                new HoldOutFigures(recall.Average(), ndcg.Average()), new HoldOutFigures(otherRecall.Average(), otherNdcg.Average()),
                PairedDifference.Of(recall, otherRecall), PairedDifference.Of(ndcg, otherNdcg)),
            null);
    }

    private static HoldOutFigures Of(RankingReport report) => new(report.Recall, report.Ndcg);

    [LoggerMessage(LogLevel.Warning, "The candidate is not compared with the active snapshot {Version}, and judged by itself: {Reason}")]
    private partial void LogNotCompared(string version, string reason);
}
