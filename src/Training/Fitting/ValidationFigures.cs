using System.Text.Json.Serialization;

namespace KDiffE.Training.Fitting;

/// <summary>The figures that choose the epoch.</summary>
/// <param name="Recall">Mean recall@20 over the users with a validation item, from 0 to 1.</param>
/// <param name="Ndcg">Mean NDCG@20 over the same users, from 0 to 1.</param>
/// <param name="NormExponent">α, the share of an item's norm that scores keep, chosen with them.</param>
internal sealed record ValidationFigures(
    [property: JsonPropertyName("recall@20")] double Recall,
    [property: JsonPropertyName("ndcg@20")] double Ndcg,
    [property: JsonPropertyName("norm_exponent")] double NormExponent)
{
    /// <summary>What epochs, and settings, are chosen by: recall@20 + NDCG@20.</summary>
    internal double Score => Recall + Ndcg;
}
