using TorchSharp;

namespace KDiffE.Training.Torch;

/// <summary>
/// Numbers for operations of libtorch that read them until they end, as <c>index_add</c> does row by row. TorchSharp makes a
/// number into an object with a finalizer and hands libtorch its memory alone, so that a collection may free it meanwhile;
/// these are never collected.
/// </summary>
internal static class Scalars
{
    internal static readonly Scalar One = 1;

    internal static readonly Scalar MinusOne = -1;

    internal static readonly Scalar Zero = 0;
}
