using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KDiffE.Training.Torch;

namespace KDiffE.Training.Tests;

/// <summary>Loads libtorch as the program does before any test: one that begins with TorchSharp's own would find none on an older system.</summary>
internal static class TorchFirst
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Tests have no beginning of their own.")]
    internal static void Load() => TorchLibrary.Load();
}
