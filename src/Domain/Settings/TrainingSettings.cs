namespace KDiffE.Domain.Settings;

/// <summary>
/// All hyper-parameters of a training run, one record per configuration section. The values as they come are the
/// preset <c>default</c>; every one can be set with <c>--set Section:Name=value</c>.
/// </summary>
public sealed record TrainingSettings
{
    /// <summary>The model and its optimisation.</summary>
    public KDiffESettings KDiffE { get; init; } = new();

    /// <summary>The guided diffusion.</summary>
    public DiffusionSettings Diffusion { get; init; } = new();

    /// <summary>The contrast of the views.</summary>
    public ContrastiveSettings Contrastive { get; init; } = new();
}
