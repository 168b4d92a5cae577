namespace KDiffE.Domain.Settings;

/// <summary>How the rows of a diffusion are represented.</summary>
public enum DiffusionMode
{
    /// <summary>Dense where that is cheap enough, sampled above.</summary>
    Auto,

    /// <summary>Whole rows over every column: exact, cost grows with rows × columns.</summary>
    Dense,

    /// <summary>A row's own columns and sampled negatives: cost grows with the number of entries.</summary>
    Sampled,
}
