namespace KDiffE.Domain.Settings;

/// <summary>Whether an optional part of the model takes part.</summary>
public enum Switch
{
    /// <summary>It is left out.</summary>
    Off,

    /// <summary>It takes part.</summary>
    On,
}
