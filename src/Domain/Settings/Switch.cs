namespace KDiffE.Domain.Settings;

/// <summary>Whether an optional part of the model takes part.</summary>
public enum Switch
{
    /// <summary>The part is left out, at no cost.</summary>
    Off,

    /// <summary>The part is computed and learnt.</summary>
    On,
}
