using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Converts between what the database stores and <see cref="SplitPart"/>.</summary>
internal static class StoredSplits
{
    /// <summary>The stored value of a row that came with a published split; a row of none of its parts is outside.</summary>
    internal static StoredSplit Of(SplitPart part) => part switch
    {
        SplitPart.Train => StoredSplit.Train,
        SplitPart.Valid => StoredSplit.Valid,
        SplitPart.Test => StoredSplit.Test,
        _ => StoredSplit.Outside,
    };

    /// <summary>The part that a stored value stands for; none where it is outside.</summary>
    internal static SplitPart ToPart(this StoredSplit stored) => stored switch
    {
        StoredSplit.Train => SplitPart.Train,
        StoredSplit.Valid => SplitPart.Valid,
        StoredSplit.Test => SplitPart.Test,
        _ => SplitPart.None,
    };
}
