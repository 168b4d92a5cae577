using KDiffE.Domain.Metrics;

namespace KDiffE.Domain.Snapshots;

/// <summary>A candidate beside the snapshot that is served, on held-out interactions that neither has learnt from.</summary>
/// <param name="Version">The snapshot that is served.</param>
/// <param name="Twin">
/// Whether it stands for itself (false), or its twin for it: the same training before it learnt what was held out.
/// </param>
/// <param name="Rows">The interactions compared on.</param>
/// <param name="Users">The users that they belong to.</param>
/// <param name="LeftOut">Held-out interactions of the candidate that the other has learnt from.</param>
/// <param name="Candidate">The candidate's figures on these rows.</param>
/// <param name="Active">Those of the snapshot that is served, or of its twin.</param>
/// <param name="Recall">The candidate's recall@20 minus the other's.</param>
/// <param name="Ndcg">The candidate's NDCG@20 minus the other's.</param>
public sealed record GateComparison(
    string Version, bool Twin, int Rows, int Users, int LeftOut, HoldOutFigures Candidate, HoldOutFigures Active, PairedDifference Recall, PairedDifference Ndcg);
