using System.ComponentModel.DataAnnotations;

namespace KDiffE.Domain.Settings;

/// <summary>The guided diffusion over the knowledge graph (Eq. 8–12), configuration section <c>Diffusion</c>.</summary>
public sealed record DiffusionSettings
{
    /// <summary>Whether the knowledge graph is denoised at all; without it the contrastive view uses the graph as it is.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How rows are represented.</summary>
    public DiffusionMode Mode { get; init; } = DiffusionMode.Auto;

    /// <summary>T, noise steps.</summary>
    [Range(1, 1000)]
    public int Steps { get; init; } = 10;

    /// <summary>Width of the denoiser's hidden layer.</summary>
    [Range(1, 8192)]
    public int Hidden { get; init; } = 256;

    /// <summary>q, the triples that each item keeps in the denoised graph.</summary>
    [Range(1, 10_000)]
    public int Q { get; init; } = 1;

    /// <summary>
    /// Weight of the guide loss ‖norm(x̂_0)·Z_ε − z̃_j‖² beside the reconstruction; 0 leaves the guide out, as an input
    /// as well.
    /// </summary>
    [Range(0.0, 1000.0)]
    public float GuideWeight { get; init; } = 0.1f;

    /// <summary>Epochs between two trainings of the denoiser, each followed by a rebuilt graph.</summary>
    [Range(1, 10_000)]
    public int RebuildEvery { get; init; } = 5;

    /// <summary>Steps of noise added before denoising; 0 denoises the rows as they are.</summary>
    [Range(0, 1000)]
    public int NoiseSteps { get; init; }

    /// <summary>What its matrix products are computed in; large ones alone gain by <see cref="Precision.Auto"/>.</summary>
    public Precision Precision { get; init; }
}
