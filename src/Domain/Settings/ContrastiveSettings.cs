using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace KDiffE.Domain.Settings;

/// <summary>The contrast of the main view with the denoised one (Eq. 13, 14), configuration section <c>Contrastive</c>.</summary>
public sealed record ContrastiveSettings
{
    private const string Auto = "auto";
    private const string All = "all";
    private const int MostByDefault = 1024;

    /// <summary>Whether the views are contrasted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>θ₁, the weight of the contrastive losses of users and items.</summary>
    [Range(0.0, 100.0)]
    public float Weight { get; init; } = 0.05f;

    /// <summary>τ of the contrastive losses.</summary>
    [Range(0.025, 100.0)]
    public float Temperature { get; init; } = 0.5f;

    /// <summary>
    /// Nodes in the denominator: <c>all</c>, a number drawn for each batch, or <c>auto</c>, which draws 1,024 where there
    /// are more, so that an epoch's time grows with the interactions and not with interactions × nodes.
    /// </summary>
    [NumberOrWord(1, 9_999_999, Auto, All, IsWhole = true)]
    public string Negatives { get; init; } = Auto;

    /// <summary>What similarities are computed in; <see cref="Precision.Auto"/> keeps to 32 bits for τ under 0.2.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether the contrast has any weight.</summary>
    internal bool IsUsed => Enabled && Weight > 0;

    /// <summary>How many of so many nodes are drawn for a denominator; null for all of them.</summary>
    internal int? NegativesOf(int nodes)
    {
        var wanted = Negatives switch
        {
            All => nodes,
            Auto => MostByDefault,
            var number => int.Parse(number, CultureInfo.InvariantCulture),
        };
        return wanted < nodes ? wanted : null;
    }
}
