using KDiffE.Domain.Data;
using KDiffE.Domain.Ranking;
using KDiffE.Infrastructure.Changes;

namespace KDiffE.Api.Serving.Live;

/// <summary>What one user did, in rows of a catalogue.</summary>
/// <param name="Liked">Trained items that the user likes, ascending, with their weights.</param>
/// <param name="Hidden">Items that are not recommended to the user again, ascending.</param>
/// <param name="WrittenAt">When anything of it was last written, in microseconds of Unix time; 0 where there is nothing.</param>
/// <param name="IsWhole">Whether it is all that the user did, and not the newest part.</param>
internal sealed record UserHistory(WeightedItem[] Liked, int[] Hidden, long WrittenAt, bool IsWhole)
{
    private static long _made;

    /// <summary>Tells it from all others of the process, also from those that say the same; above 0.</summary>
    public long Id { get; } = Interlocked.Increment(ref _made);

    /// <summary>How much memory it takes, in interactions.</summary>
    // With what is made of it for answers: some hundred numbers.
    public int Size => Liked.Length + Hidden.Length + 32;

    /// <summary>Makes it of rows of the database.</summary>
    /// <param name="rows">What the user did, the newest first.</param>
    /// <param name="items">The rows of the items.</param>
    /// <param name="positives">What the events mean.</param>
    /// <param name="most">How many interactions were looked for.</param>
    public static UserHistory Of(IReadOnlyList<HistoryRow> rows, LiveItems items, Positives positives, int most)
    {
        var events = new List<ItemEvent>(rows.Count);
        var hidden = new HashSet<int>();
        foreach (var row in rows)
        {
            if (!items.TryGetRow(row.Item, out var item))
                continue;
            events.Add(new ItemEvent(item, row.EventType, row.Weight, row.OccurredAt?.ToUnixTimeMilliseconds() / 1000.0 ?? double.NaN));
            if (positives.Hides(row.EventType))
                hidden.Add(item);
        }

        var weighed = positives.Weigh(events).Where(pair => pair.Weight > 0).OrderBy(pair => pair.Item).ToList();
        hidden.UnionWith(weighed.Select(pair => pair.Item));
        WeightedItem[] liked = [.. weighed.Where(pair => items.IsTrained(pair.Item)).Select(pair => new WeightedItem(pair.Item, (float)pair.Weight))];
        return new UserHistory(liked, [.. hidden.Order()], rows.Count == 0 ? 0 : rows.Max(WrittenAtOf), rows.Count < most);
    }

    /// <summary>When a row was last written, in microseconds of Unix time, which is how exactly the database keeps it.</summary>
    public static long WrittenAtOf(HistoryRow row) => (row.UpdatedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
