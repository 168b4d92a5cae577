namespace KDiffE.Domain.Settings;

/// <summary>What the values of a setting are.</summary>
public enum SettingType
{
    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Numbers with or without a fraction.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>One of some words.</summary>
    Choice,
}
