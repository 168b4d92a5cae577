using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>Sees to it that a pair stands in one part of a published split; in two it would leak from one into the other.</summary>
internal sealed class SplitClaims(Conversion conversion)
{
    private readonly Utf8IdIndex _users = new();
    private readonly Utf8IdIndex _items = new();
    private readonly Dictionary<(int User, int Item), SplitPart> _parts = [];

    /// <summary>Whether the pair is free or in this part already; otherwise its row is reported.</summary>
    internal bool TryClaim(SourceRows row, ReadOnlySpan<char> user, ReadOnlySpan<char> item, SplitPart part)
    {
        var pair = (_users.Add(user), _items.Add(item));
        if (_parts.TryAdd(pair, part) || _parts[pair] == part)
            return true;
        conversion.BadRows.Add(SplitConflict.Describe(row.File, row.Line, user.ToString(), item.ToString(), _parts[pair]));
        return false;
    }
}
