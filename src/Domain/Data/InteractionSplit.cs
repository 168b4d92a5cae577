namespace KDiffE.Domain.Data;

/// <summary>Splits interactions into train, valid and test, keeping what a published split says.</summary>
internal static class InteractionSplit
{
    internal static (Interactions Train, Interactions Valid, Interactions Test) Assign(
        List<(int User, int Item, SplitPart Part, double Timestamp)> rows, double share, int seed)
    {
        // A pair counts once, in the part that claims it first in the order test, valid, train: a held-out pair
        // that also stood in train would leak.
        var parts = new Dictionary<(int User, int Item), (SplitPart Part, double Timestamp)>();
        foreach (var (user, item, part, timestamp) in rows)
        {
            if (!parts.TryGetValue((user, item), out var known) || part > known.Part)
                parts[(user, item)] = (part, timestamp);
        }

        var pairs = new List<(int User, int Item, SplitPart Part, double Timestamp)>(parts.Count);
        foreach (var (user, item, _, _) in rows)
        {
            if (parts.Remove((user, item), out var known))
                pairs.Add((user, item, known.Part, known.Timestamp));
        }

        var published = pairs.Exists(p => p.Part != SplitPart.None);
        var assigned = !published ? HoldOutPerUser(pairs, share, seed)
            : pairs.Exists(p => p.Part == SplitPart.Valid) ? [.. pairs.Select(p => p.Part)]
            : HoldOutValid(pairs, share, seed);

        return (Select(SplitPart.Train), Select(SplitPart.Valid), Select(SplitPart.Test));

        // Rows without a mark beside a published split are newer than it: they are trained on.
        Interactions Select(SplitPart part)
        {
            var chosen = Enumerable.Range(0, pairs.Count)
                .Where(i => assigned[i] == part || (part == SplitPart.Train && assigned[i] == SplitPart.None)).ToArray();
            return new Interactions([.. chosen.Select(i => pairs[i].User)], [.. chosen.Select(i => pairs[i].Item)]);
        }
    }

    private static SplitPart[] HoldOutValid(List<(int User, int Item, SplitPart Part, double Timestamp)> pairs, double share, int seed)
    {
        var random = new Random(seed);
        var left = new Dictionary<int, int>();
        foreach (var pair in pairs.Where(p => p.Part is SplitPart.Train or SplitPart.None))
            left[pair.User] = left.GetValueOrDefault(pair.User) + 1;
        var assigned = new SplitPart[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            assigned[i] = pairs[i].Part == SplitPart.Test ? SplitPart.Test : SplitPart.Train;
            if (assigned[i] == SplitPart.Train && random.NextDouble() < share && left[pairs[i].User] > 2)
            {
                assigned[i] = SplitPart.Valid;
                left[pairs[i].User]--;
            }
        }

        return assigned;
    }

    private static SplitPart[] HoldOutPerUser(List<(int User, int Item, SplitPart Part, double Timestamp)> pairs, double share, int seed)
    {
        var assigned = new SplitPart[pairs.Count];
        Array.Fill(assigned, SplitPart.Train);
        foreach (var user in Enumerable.Range(0, pairs.Count).GroupBy(i => pairs[i].User))
        {
            // Known times decide, ties in the order of the source. Unknown ones are drawn, each pair for itself: when more
            // interactions come, what a snapshot was trained on does not become what it is measured by.
            var order = user.Select(i => (Index: i, Time: double.IsNaN(pairs[i].Timestamp) ? StableHash.Fraction(pairs[i].User, pairs[i].Item, seed) : pairs[i].Timestamp))
                .OrderBy(x => x.Time).Select(x => x.Index).ToArray();
            if (order.Length < 3)
                continue;
            var held = Math.Max(1, (int)(order.Length * share));
            foreach (var index in order[^held..])
                assigned[index] = SplitPart.Test;
            foreach (var index in order[^(2 * held)..^held])
                assigned[index] = SplitPart.Valid;
        }

        return assigned;
    }
}
