using KDiffE.Domain.Data;
using KDiffE.Domain.Ranking;
using KDiffE.Infrastructure.Changes;

namespace KDiffE.Api.Serving.Live;

/// <summary>What one user did, in rows of a catalogue.</summary>
/// <param name="Liked">Trained items that the user likes, ascending, with their weights.</param>
/// <param name="LikedAt">When that was last written, in microseconds of Unix time, by the same index.</param>
/// <param name="Hidden">Items that are not recommended to the user again, ascending.</param>
/// <param name="IsWhole">Whether it is all that the user did, and not the newest part.</param>
internal sealed record UserHistory(WeightedItem[] Liked, long[] LikedAt, int[] Hidden, bool IsWhole)
{
    /// <summary>How much memory it takes, in interactions.</summary>
    public int Size => Liked.Length + Hidden.Length + 8;

    /// <summary>Makes it of rows of the database.</summary>
    public static UserHistory Of(IReadOnlyList<HistoryRow> rows, LiveItems items, Positives positives, int most)
    {
        var events = new List<ItemEvent>(rows.Count);
        var updated = new Dictionary<int, long>();
        var hidden = new HashSet<int>();
        foreach (var row in rows)
        {
            if (!items.TryGetRow(row.Item, out var item))
                continue;
            events.Add(new ItemEvent(item, row.EventType, row.Weight, row.OccurredAt?.ToUnixTimeMilliseconds() / 1000.0 ?? double.NaN));
            updated[item] = Math.Max(Microseconds(row.UpdatedAt), updated.GetValueOrDefault(item));
            if (positives.Hides(row.EventType))
                hidden.Add(item);
        }

        var weighed = positives.Weigh(events).Where(pair => pair.Weight > 0).OrderBy(pair => pair.Item).ToList();
        hidden.UnionWith(weighed.Select(pair => pair.Item));
        WeightedItem[] liked = [.. weighed.Where(pair => items.IsTrained(pair.Item)).Select(pair => new WeightedItem(pair.Item, (float)pair.Weight))];
        return new UserHistory(liked, [.. liked.Select(item => updated[item.Item])], [.. hidden.Order()], rows.Count < most);
    }

    /// <summary>When anything of it was last written; 0 where there is nothing.</summary>
    public long WrittenAt => LikedAt.Length == 0 ? 0 : LikedAt.Max();

    /// <summary>What the user liked at a time.</summary>
    public WeightedItem[] LikedBy(long? microseconds) =>
        microseconds is { } time ? [.. Liked.Where((_, k) => LikedAt[k] <= time)] : Liked;

    private static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
