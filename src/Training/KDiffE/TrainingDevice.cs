using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>Where tensors lie during training.</summary>
internal static class TrainingDevice
{
    /// <param name="name"><c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="InvalidOperationException">This libtorch or this machine has no CUDA.</exception>
    internal static Device Open(string name) => name == "cuda" && !cuda.is_available()
        ? throw new InvalidOperationException("There is no CUDA device here, or libtorch was built without CUDA; train with --device cpu.")
        : device(name);
}
