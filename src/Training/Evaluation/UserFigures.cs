using System.Runtime.InteropServices;

namespace KDiffE.Training.Evaluation;

/// <summary>How well the ranking of one user does.</summary>
/// <param name="Recall">Recall, 0..1.</param>
/// <param name="Ndcg">NDCG, 0..1.</param>
/// <param name="Rows">The held-out items that they are of.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UserFigures(double Recall, double Ndcg, int Rows)
{
    /// <summary>Recall + NDCG, what epochs are chosen by.</summary>
    internal double Score => Recall + Ndcg;
}
