using System.Runtime.InteropServices;

namespace KDiffE.Training.Evaluation;

/// <summary>How well the ranking of one user does.</summary>
/// <param name="Recall">Recall, 0..1.</param>
/// <param name="Ndcg">NDCG, 0..1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UserFigures(double Recall, double Ndcg)
{
    /// <summary>Recall + NDCG, what epochs are chosen by.</summary>
    internal double Score => Recall + Ndcg;
}
