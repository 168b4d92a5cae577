using System.ComponentModel.DataAnnotations;
using KDiffE.Training.Torch;

namespace KDiffE.Training.Worker;

/// <summary>Where models are trained.</summary>
internal sealed class DeviceOptions : IValidatableObject
{
    /// <summary>The name of the device, see <see cref="TorchDevice.Open"/>.</summary>
    [Required]
    public string Device { get; init; } = TorchDevice.Auto;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TorchDevice.IsName(Device))
            yield return new ValidationResult($"{WorkerSettings.Section}:{nameof(Device)} is '{Device}', but must be one of {TorchDevice.Names}.", [nameof(Device)]);
    }
}
