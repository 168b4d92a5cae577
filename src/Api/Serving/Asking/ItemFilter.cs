using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>Which items may be in an answer, whatever ranks them: every ranking goes through this.</summary>
/// <param name="Exclude">External ids of items that may not; unknown ones do not matter.</param>
internal sealed record ItemFilter(IReadOnlyList<string> Exclude)
{
    /// <summary>Nothing but what hides items from everybody.</summary>
    public static ItemFilter None { get; } = new([]);

    /// <summary>The same, without one more item.</summary>
    public ItemFilter Without(string item) => this with { Exclude = [.. Exclude, item] };

    /// <summary>Makes the set of rows that may be in an answer.</summary>
    /// <param name="items">The catalogue as it is.</param>
    /// <param name="taste">Of whoever asks, to leave out what it hides; null to leave that in.</param>
    /// <param name="allowed">Receives the set.</param>
    public void Select(LiveItems items, Taste? taste, ItemMask allowed)
    {
        allowed.CopyFrom(items.Available);
        taste?.Hide(allowed);
        foreach (var id in Exclude)
        {
            if (items.TryGetRow(id, out var row))
                allowed[row] = false;
        }
    }
}
