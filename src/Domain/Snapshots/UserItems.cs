namespace KDiffE.Domain.Snapshots;

/// <summary>Items of each user, in compressed rows.</summary>
/// <param name="Offsets"><c>[users + 1]</c>.</param>
/// <param name="Items">Ascending within a user.</param>
internal sealed record UserItems(ReadOnlyMemory<long> Offsets, ReadOnlyMemory<int> Items)
{
    /// <summary>The items of one user, ascending.</summary>
    public ReadOnlySpan<int> Of(int user) => RowsOf(user).Span;

    /// <inheritdoc cref="Of"/>
    public ReadOnlyMemory<int> RowsOf(int user)
    {
        var offsets = Offsets.Span;
        return Items[(int)offsets[user]..(int)offsets[user + 1]];
    }
}
