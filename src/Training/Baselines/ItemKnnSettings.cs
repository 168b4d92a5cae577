namespace KDiffE.Training.Baselines;

/// <summary>What <see cref="ItemKnn"/> is fitted with.</summary>
/// <param name="Neighbours">k, similar items kept for each item; at least 1.</param>
/// <param name="Shrinkage">What is added to a cosine's denominator, so that few shared users prove little.</param>
internal sealed record ItemKnnSettings(int Neighbours = 100, float Shrinkage = 0);
