namespace KDiffE.Domain.Data;

/// <summary>
/// Splits pairs of user and item into train, valid and test, keeping what a published split says. What is drawn depends
/// on the ids of a pair and the seed alone: neither on the order of the rows nor on which others there are.
/// </summary>
internal sealed class InteractionSplit(IReadOnlyList<Observation> pairs, IReadOnlyList<string> users, IReadOnlyList<string> items, int seed)
{
    private const double HeldOutShare = 0.1;

    /// <summary>The pairs of each part, in the order in which they were given.</summary>
    internal (Interactions Train, Interactions Valid, Interactions Test) Assign()
    {
        var published = pairs.Any(p => p.Part != SplitPart.None);
        var assigned = !published ? HoldOutPerUser()
            : pairs.Any(p => p.Part == SplitPart.Valid) ? [.. pairs.Select(p => p.Part)]
            : HoldOutValid();

        return (Select(SplitPart.Train), Select(SplitPart.Valid), Select(SplitPart.Test));

        // Rows without a mark beside a published split are newer than it: they are trained on.
        Interactions Select(SplitPart part)
        {
            var chosen = Enumerable.Range(0, pairs.Count)
                .Where(i => assigned[i] == part || (part == SplitPart.Train && assigned[i] == SplitPart.None)).ToArray();
            return new Interactions([.. chosen.Select(i => pairs[i].User)], [.. chosen.Select(i => pairs[i].Item)]);
        }
    }

    private SplitPart[] HoldOutValid()
    {
        var assigned = new SplitPart[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
            assigned[i] = pairs[i].Part == SplitPart.Test ? SplitPart.Test : SplitPart.Train;
        foreach (var user in Enumerable.Range(0, pairs.Count).Where(i => assigned[i] == SplitPart.Train).GroupBy(i => pairs[i].User))
        {
            // Two stay, so that there is something to learn the user by.
            foreach (var drawn in user.Select(i => (Index: i, Draw: Draw(pairs[i]))).OrderBy(x => x.Draw).SkipLast(2).TakeWhile(x => x.Draw < HeldOutShare))
                assigned[drawn.Index] = SplitPart.Valid;
        }

        return assigned;
    }

    private SplitPart[] HoldOutPerUser()
    {
        var assigned = new SplitPart[pairs.Count];
        Array.Fill(assigned, SplitPart.Train);
        foreach (var user in Enumerable.Range(0, pairs.Count).GroupBy(i => pairs[i].User))
        {
            // Known times decide, after the pairs without one; ties are drawn. Each pair is drawn for itself: when more
            // interactions come, what a snapshot was trained on does not become what it is measured by.
            var order = user.OrderBy(i => double.IsNaN(pairs[i].Time) ? double.NegativeInfinity : pairs[i].Time).ThenBy(i => Draw(pairs[i])).ToArray();
            if (order.Length < 3)
                continue;
            var held = Math.Max(1, (int)(order.Length * HeldOutShare));
            foreach (var index in order[^held..])
                assigned[index] = SplitPart.Test;
            foreach (var index in order[^(2 * held)..^held])
                assigned[index] = SplitPart.Valid;
        }

        return assigned;
    }

    private double Draw(Observation pair) => StableHash.Fraction(users[pair.User], items[pair.Item], seed);
}
