namespace KDiffE.Training.Tests;

/// <summary>
/// Tests whose outcome depends on what libtorch's one random generator draws: they run alone, because tests beside
/// them would draw from it too.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SeededTorch
{
    internal const string Name = "libtorch's random generator";
}
