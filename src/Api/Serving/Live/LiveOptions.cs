using System.ComponentModel.DataAnnotations;

namespace KDiffE.Api.Serving.Live;

/// <summary>How closely answers follow the database.</summary>
internal sealed class LiveOptions
{
    public const string Section = "Serving";

    /// <summary>How often the database is asked what has changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan FollowInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many interactions of one user are looked at, the newest ones.</summary>
    [Range(1, 1_000_000)]
    public int MaxHistory { get; init; } = 10_000;

    /// <summary>How many interactions of all users are kept in memory beside a snapshot, some 20 bytes each.</summary>
    [Range(10_000, 1_000_000_000)]
    public int MaxCachedInteractions { get; init; } = 4_000_000;

    /// <summary>After how long an interaction counts half for the popularity of its item.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan PopularityHalfLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often popularity is added up anew; it reads all interactions.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "10.00:00:00")]
    public TimeSpan PopularityInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the knowledge graph is read anew, where it has changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "10.00:00:00")]
    public TimeSpan GraphInterval { get; init; } = TimeSpan.FromMinutes(1);
}
