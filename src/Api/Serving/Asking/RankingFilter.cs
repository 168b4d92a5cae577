using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Filtering;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>Which items may be in an answer, whatever ranks them: every ranking goes through this.</summary>
/// <param name="Exclude">External ids of items that may not; unknown ones do not matter.</param>
/// <param name="Categories">What must hold of their categories, see <see cref="CategoryFilter"/>; null for nothing.</param>
/// <param name="Where">What must hold of their attributes; null for nothing.</param>
internal sealed record RankingFilter(IReadOnlyList<string> Exclude, WhereClause? Categories, WhereClause? Where)
{
    /// <summary>Everything may be in an answer that is available.</summary>
    public static RankingFilter None { get; } = new([], Categories: null, Where: null);

    /// <summary>Tells it from others.</summary>
    public string Key { get; } = string.Join('\0', [.. Exclude, Categories?.ToString(), Where?.ToString()]);

    /// <summary>Whether it asks for more than the snapshot knows of items.</summary>
    public bool NeedsCatalog => Categories is not null || Where is not null;

    /// <summary>Makes the set of rows that may be in an answer.</summary>
    /// <param name="items">The catalogue as it is.</param>
    /// <param name="taste">Of whoever asks, to leave out what it hides; null to leave that in.</param>
    /// <param name="allowed">Receives the set.</param>
    public void Select(LiveItems items, UserTaste? taste, ItemMask allowed)
    {
        allowed.CopyFrom(items.Available);
        if (Categories is not null)
            items.Categories.And(Categories, allowed);
        if (Where is not null)
            items.Attributes.And(Where, allowed);
        taste?.Hide(allowed);
        foreach (var id in Exclude)
        {
            if (items.TryGetRow(id, out var row))
                allowed[row] = false;
        }
    }
}
