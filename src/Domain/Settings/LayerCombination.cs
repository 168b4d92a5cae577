namespace KDiffE.Domain.Settings;

/// <summary>How the layers 0..L of the propagation become one embedding.</summary>
public enum LayerCombination
{
    /// <summary>Σ of the layers (Eq. 6).</summary>
    Sum,

    /// <summary>Their mean, as in LightGCN.</summary>
    Mean,
}
