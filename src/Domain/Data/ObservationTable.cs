namespace KDiffE.Domain.Data;

/// <summary>
/// Interactions as they came in, by columns: of tens of millions, each takes 17 bytes and not what an object or a row of a
/// dictionary does, and 12 more where it matters what it is worth.
/// </summary>
/// <param name="weighed">Whether it does: kinds of events and ratings are kept only then.</param>
internal sealed class ObservationTable(bool weighed)
{
    private readonly List<int> _users = [];
    private readonly List<int> _items = [];
    private readonly List<SplitPart> _parts = [];
    private readonly List<double> _times = [];
    private readonly List<int> _kinds = [];
    private readonly List<double> _ratings = [];

    /// <summary>Adds a row.</summary>
    internal void Add(Observation row)
    {
        _users.Add(row.User);
        _items.Add(row.Item);
        _parts.Add(row.Part);
        _times.Add(row.Time);
        if (!weighed)
            return;
        _kinds.Add(row.Kind);
        _ratings.Add(row.Rating);
    }

    /// <summary>Gives users, items and kinds other indices.</summary>
    /// <param name="users">The new index of each user.</param>
    /// <param name="items">The new index of each item.</param>
    /// <param name="kinds">The new index of each kind of event.</param>
    internal void Renumber(int[] users, int[] items, int[] kinds)
    {
        Replace(_users, users);
        Replace(_items, items);
        Replace(_kinds, kinds);

        static void Replace(List<int> column, int[] places)
        {
            for (var row = 0; row < column.Count; row++)
                column[row] = places[column[row]];
        }
    }

    /// <summary>
    /// Makes one of all rows of each pair. It stands in the part that claims it first in the order test, valid, train, since
    /// a held-out pair that also stood in train would leak; and at the earliest time that is known.
    /// </summary>
    /// <param name="users">The number of users.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="kinds">What the kinds of events are called, by index.</param>
    /// <param name="positives">Which pairs are learnt from.</param>
    /// <returns>The positives, and what is none and yet hides its item from its user.</returns>
    internal (Pairs Positive, Interactions Negative) Merge(int users, int items, IReadOnlyList<string> kinds, Positives positives)
    {
        var order = Sorted(users, items);
        var merged = new Pairs(new int[order.Length], new int[order.Length], new SplitPart[order.Length], new double[order.Length]);
        var (negativeUsers, negativeItems) = (new List<int>(), new List<int>());
        var count = 0;
        for (int first = 0, end; first < order.Length; first = end)
        {
            var (user, item) = (_users[order[first]], _items[order[first]]);
            for (end = first + 1; end < order.Length && _users[order[end]] == user && _items[order[end]] == item;)
                end++;
            var rows = order.AsSpan(first..end);
            if (weighed && !IsLiked(rows, kinds, positives))
            {
                if (!Hides(rows, kinds, positives))
                    continue;
                negativeUsers.Add(user);
                negativeItems.Add(item);
                continue;
            }

            (merged.Users[count], merged.Items[count]) = (user, item);
            (merged.Parts[count], merged.Times[count]) = Combined(rows);
            count++;
        }

        return (count == order.Length ? merged : new Pairs(merged.Users[..count], merged.Items[..count], merged.Parts[..count], merged.Times[..count]),
            new Interactions([.. negativeUsers], [.. negativeItems]));
    }

    private (SplitPart Part, double Time) Combined(ReadOnlySpan<int> rows)
    {
        var (part, time) = (SplitPart.None, double.NaN);
        foreach (var row in rows)
        {
            part = _parts[row] > part ? _parts[row] : part;
            time = double.MinNumber(_times[row], time);
        }

        return (part, time);
    }

    private bool IsLiked(ReadOnlySpan<int> rows, IReadOnlyList<string> kinds, Positives positives)
    {
        // Nearly all pairs have one row, and of tens of millions none is to become an object.
        if (rows.Length == 1)
            return Row(rows[0]).Weight(kinds, positives) > 0;
        var events = new Observation[rows.Length];
        for (var k = 0; k < rows.Length; k++)
            events[k] = Row(rows[k]);
        return Observation.WeightOf(events, kinds, positives) > 0;

        Observation Row(int row) => new(_users[row], _items[row], _parts[row], _times[row], _kinds[row], _ratings[row]);
    }

    private bool Hides(ReadOnlySpan<int> rows, IReadOnlyList<string> kinds, Positives positives)
    {
        foreach (var row in rows)
        {
            if (positives.Hides(kinds[_kinds[row]]))
                return true;
        }

        return false;
    }

    /// <summary>The rows in the order of their users and items: two stable counting sorts, by item and then by user.</summary>
    private int[] Sorted(int users, int items)
    {
        var byItem = new int[_items.Count];
        var next = Starts(_items, items);
        for (var row = 0; row < byItem.Length; row++)
            byItem[next[_items[row]]++] = row;

        var sorted = new int[byItem.Length];
        next = Starts(_users, users);
        foreach (var row in byItem)
            sorted[next[_users[row]]++] = row;
        return sorted;

        static int[] Starts(List<int> keys, int buckets)
        {
            var starts = new int[buckets + 1];
            foreach (var key in keys)
                starts[key + 1]++;
            for (var bucket = 0; bucket < buckets; bucket++)
                starts[bucket + 1] += starts[bucket];
            return starts;
        }
    }
}
