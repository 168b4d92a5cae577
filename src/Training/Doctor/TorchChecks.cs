using KDiffE.Training.Torch;
using KDiffE.Training.Worker;

namespace KDiffE.Training.Doctor;

/// <summary>What training needs of this machine.</summary>
internal static class TorchChecks
{
    /// <summary>Whether libtorch loads.</summary>
    internal static Check Library() => new("libtorch", _ =>
    {
        try
        {
            TorchLibrary.Load();
            return Task.FromResult(Finding.Ok($"loads from {TorchLibrary.Folder()}"));
        }
        catch (InvalidOperationException error)
        {
            return Task.FromResult(Finding.Error(error.Message, "Build or publish the program anew: eng/build.sh Training."));
        }
    });

    /// <summary>Where a worker of these settings would train; the CPU will do.</summary>
    internal static Check Device(Patient patient) => new("gpu", _ =>
    {
        try
        {
            var device = TorchDevice.Open(patient.Setting<DeviceOptions>().Device);
            return Task.FromResult(Finding.Ok(device.type == TorchSharp.DeviceType.CPU ? "none is used, training is on the CPU" : $"training is on {device}"));
        }
        catch (InvalidOperationException error)
        {
            return Task.FromResult(Finding.Error(error.Message, $"Put {WorkerSettings.Section}:{nameof(DeviceOptions.Device)} right."));
        }
    });
}
