namespace KDiffE.Domain.Settings;

/// <summary>What matrix products are computed in.</summary>
public enum Precision
{
    /// <summary><see cref="BFloat16"/> where the processor multiplies it and it gains time without harm, else <see cref="Single"/>.</summary>
    Auto,

    /// <summary>IEEE single precision, 24 of its 32 bits precise.</summary>
    Single,

    /// <summary>16 bits, of which 8 are precise, with sums in 32.</summary>
    BFloat16,
}
