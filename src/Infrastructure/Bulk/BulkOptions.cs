namespace KDiffE.Infrastructure.Bulk;

/// <summary>Limits of bulk writes and of exports; the section <c>Bulk</c> of the configuration.</summary>
public sealed class BulkOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Bulk";

    /// <summary>How long one may take, from its first byte to its commit or its last byte.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most bytes of a body, also once it is unpacked.</summary>
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>How many of either may be under way in one process; each holds a connection to the database.</summary>
    public int MaxConcurrent { get; set; } = 4;
}
