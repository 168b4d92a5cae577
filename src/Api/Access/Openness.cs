namespace KDiffE.Api.Access;

/// <summary>How requests without a key are taken.</summary>
internal enum Openness
{
    /// <summary>They are refused.</summary>
    Closed,

    /// <summary>They may do everything.</summary>
    Open,

    /// <summary>They would be open if it were known that no key was made; they may read, which shows what is in memory.</summary>
    Unknown,
}
