namespace KDiffE.Training.Tests;

/// <summary>
/// libtorch has one generator for the whole process: test classes that seed it or draw from it take turns, or a seed
/// would not give the same numbers.
/// </summary>
internal static class LibtorchGenerator
{
    internal const string Collection = "libtorch's generator";
}
