using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace KDiffE.Domain.Settings;

/// <summary>The contrast of the main view with the denoised one (Eq. 13, 14), configuration section <c>Contrastive</c>.</summary>
public sealed record ContrastiveSettings
{
    /// <summary>Whether the views are contrasted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>θ₁, the weight of the contrastive losses of users and items.</summary>
    [Range(0.0, 100.0)]
    public float Weight { get; init; } = 0.05f;

    /// <summary>τ of the contrastive losses.</summary>
    [Range(0.025, 100.0)]
    public float Temperature { get; init; } = 0.5f;

    /// <summary>Nodes in the denominator: <c>all</c>, or a number drawn for each batch.</summary>
    [RegularExpression("all|[1-9][0-9]{0,6}", ErrorMessage = "must be all or a number from 1 to 9999999")]
    public string Negatives { get; init; } = "all";

    /// <summary>What similarities are computed in; <see cref="Precision.Auto"/> keeps to 32 bits for τ under 0.2.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether the contrast has any weight.</summary>
    internal bool IsUsed => Enabled && Weight > 0;

    /// <summary>The number of nodes drawn for a denominator; null for all.</summary>
    internal int? SampledNegatives => Negatives == "all" ? null : int.Parse(Negatives, CultureInfo.InvariantCulture);
}
