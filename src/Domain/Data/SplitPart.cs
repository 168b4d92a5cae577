namespace KDiffE.Domain.Data;

/// <summary>Which part of a split an interaction belongs to.</summary>
public enum SplitPart : byte
{
    /// <summary>Not part of a published split: the builder assigns it.</summary>
    None,

    /// <summary>What the model learns from.</summary>
    Train,

    /// <summary>What the best epoch and the settings are chosen by.</summary>
    Valid,

    /// <summary>What the chosen model is measured by, once, in the end.</summary>
    Test,
}
