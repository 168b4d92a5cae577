namespace KDiffE.Domain.Settings;

/// <summary>How the matrix S is estimated.</summary>
/// <param name="Walks">R, random walks from every node.</param>
/// <param name="WalkLength">M, steps of one walk.</param>
/// <param name="Restart">c, the probability of jumping back to the start at a step.</param>
/// <param name="Seed">The seed of the walks: the same seed, the same S.</param>
/// <param name="MemoryBudget">Bytes that the visited sets may take; beyond it they become MinHash signatures.</param>
internal sealed record SimilaritySettings(
    int Walks = 12, int WalkLength = 50, double Restart = 0.2, int Seed = 1, long MemoryBudget = 512L << 20);
