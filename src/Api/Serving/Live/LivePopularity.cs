using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Live;

/// <summary>
/// Items by how popular they are of late. It is added up anew every few minutes; the one before is kept, so that somebody who
/// has begun to read page by page goes on in the same order.
/// </summary>
/// <param name="Version">Grows with every adding up, from 0 for what the snapshot says.</param>
/// <param name="Items">The order.</param>
/// <param name="Scores">Of each row.</param>
/// <param name="Before">The one before; null for the first.</param>
internal sealed record LivePopularity(int Version, RankedItems Items, float[] Scores, LivePopularity? Before)
{
    /// <summary>What a snapshot says: the number of training interactions.</summary>
    /// <param name="popularity">Of each of its items.</param>
    /// <param name="capacity">Number of rows.</param>
    public static LivePopularity Of(ReadOnlySpan<int> popularity, int capacity)
    {
        var scores = new float[capacity];
        for (var item = 0; item < popularity.Length; item++)
            scores[item] = popularity[item];
        return new LivePopularity(0, new RankedItems(scores), scores, Before: null);
    }

    /// <summary>A newer one.</summary>
    /// <param name="scores">By external id.</param>
    /// <param name="items">Their rows.</param>
    public LivePopularity Renew(IReadOnlyDictionary<string, float> scores, LiveItems items)
    {
        var values = new float[Scores.Length];
        foreach (var (id, score) in scores)
        {
            if (items.TryGetRow(id, out var row))
                values[row] = score;
        }

        return new LivePopularity(Version + 1, new RankedItems(values), values, this with { Before = null });
    }

    /// <summary>The one of a version; null when it is gone.</summary>
    public LivePopularity? Find(int version) => version == Version ? this : Before?.Find(version);
}
