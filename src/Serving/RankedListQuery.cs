namespace KDiffE.Serving;

/// <summary>How much is asked for, and which items may be among it.</summary>
public sealed record RankedListQuery
{
    private const int Most = 1_000;

    private readonly int _n = 20;

    /// <summary>The best 20 that whoever asks has not seen.</summary>
    public static RankedListQuery Default { get; } = new();

    /// <summary>How many items, from 1 to 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public int N
    {
        get => _n;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Most);
            _n = value;
        }
    }

    /// <summary>External ids of items that may not be among the answer; unknown ones do not matter.</summary>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>Which items may; null for all.</summary>
    public ItemRule? Rule { get; init; }

    /// <summary>Whether what the user has seen may, too.</summary>
    public bool IncludeSeen { get; init; }

    /// <summary>External ids of what the user liked since the snapshot was trained; unknown ones do not matter. Of <see cref="IKDiffERanking.ForUser"/> alone.</summary>
    public IReadOnlyCollection<string> Recent { get; init; } = [];
}
