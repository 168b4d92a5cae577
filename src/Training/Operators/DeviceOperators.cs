using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <summary>Chooses the operators of a run, the one place where the kind of device decides anything.</summary>
internal static class DeviceOperators
{
    /// <summary>Kernels on the CPU, composed tensor operations on any other device.</summary>
    internal static IOperators Of(Device device) => device.type == DeviceType.CPU ? new CpuOperators() : new ComposedOperators(device);

    /// <summary>Those of the CPU, which every machine has.</summary>
    /// <exception cref="InvalidOperationException">libtorch does not load.</exception>
    internal static IOperators Cpu => Open("cpu");

    /// <summary>The operators of the device of a name.</summary>
    /// <inheritdoc cref="TorchDevice.Open"/>
    internal static IOperators Open(string name) => Of(TorchDevice.Open(name));
}
