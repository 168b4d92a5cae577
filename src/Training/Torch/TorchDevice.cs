using System.Globalization;
using static TorchSharp.torch;

namespace KDiffE.Training.Torch;

/// <summary>Where tensors lie during training.</summary>
internal static class TorchDevice
{
    /// <summary>The first GPU where libtorch sees one, else the CPU.</summary>
    internal const string Auto = "auto";

    /// <summary>What <see cref="Open"/> takes, for messages.</summary>
    internal const string Names = "auto | cpu | cuda[:n]";

    /// <summary>Whether <see cref="Open"/> takes a name, on some machine.</summary>
    internal static bool IsName(string name) => name is Auto or "cpu" or "cuda" || Index(name) is not null;

    /// <summary>Makes sure that libtorch works here, and finds the device.</summary>
    /// <param name="name"><c>auto</c>, <c>cpu</c>, <c>cuda</c>, or <c>cuda:n</c> with n from 0.</param>
    /// <exception cref="InvalidOperationException">libtorch does not load, has no CUDA, or the machine has no such GPU.</exception>
    internal static Device Open(string name)
    {
        TorchLibrary.Load();
        var gpus = name == "cpu" || !cuda.is_available() ? 0 : cuda.device_count();
        if (name == "cpu" || (name == Auto && gpus == 0))
            return CPU;
        var index = Index(name) ?? 0;
        return (gpus, index < gpus) switch
        {
            (0, _) => throw new InvalidOperationException(
                $"'{name}' is asked for, but there is no CUDA device here, or this build has a libtorch without CUDA (-p:TorchDevice=cuda builds one that has it); train on the CPU with 'cpu' or 'auto'."),
            (_, false) => throw new InvalidOperationException($"'{name}' is asked for, but the GPUs here are cuda:0{(gpus > 1 ? $" to cuda:{gpus - 1}" : "")}."),
            _ => device(TorchSharp.DeviceType.CUDA, index),
        };
    }

    private static int? Index(string name) =>
        name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
