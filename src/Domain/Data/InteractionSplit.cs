namespace KDiffE.Domain.Data;

/// <summary>
/// Splits pairs of user and item into train, valid and test, keeping what a published split says. What is drawn depends
/// on the ids of a pair and the seed alone: neither on the order of the rows nor on which others there are.
/// </summary>
internal sealed class InteractionSplit(Pairs pairs, IReadOnlyList<string> users, IReadOnlyList<string> items, int seed)
{
    private const double HeldOutShare = 0.1;

    /// <summary>The pairs of each part, in the order in which they were given.</summary>
    internal (Interactions Train, Interactions Valid, Interactions Test) Assign()
    {
        var published = pairs.Parts.AsSpan().ContainsAnyExcept(SplitPart.None);
        var assigned = !published ? HoldOutPerUser() : pairs.Parts.Contains(SplitPart.Valid) ? pairs.Parts : HoldOutValid();
        // Rows without a mark beside a published split are newer than it: they are trained on.
        assigned.AsSpan().Replace(SplitPart.None, SplitPart.Train);
        return (Select(SplitPart.Train), Select(SplitPart.Valid), Select(SplitPart.Test));

        Interactions Select(SplitPart part)
        {
            var count = assigned.AsSpan().Count(part);
            var chosen = new Interactions(new int[count], new int[count]);
            for (int pair = 0, place = 0; place < count; pair++)
            {
                if (assigned[pair] != part)
                    continue;
                (chosen.Users[place], chosen.Items[place]) = (pairs.Users[pair], pairs.Items[pair]);
                place++;
            }

            return chosen;
        }
    }

    private SplitPart[] HoldOutValid()
    {
        var assigned = Array.ConvertAll(pairs.Parts, part => part == SplitPart.Test ? SplitPart.Test : SplitPart.Train);
        foreach (var user in pairs.ByUser())
        {
            // Two stay, so that there is something to learn the user by.
            foreach (var drawn in Indices(user).Where(i => assigned[i] == SplitPart.Train)
                .Select(i => (Index: i, Draw: Draw(i))).OrderBy(x => x.Draw).SkipLast(2).TakeWhile(x => x.Draw < HeldOutShare))
                assigned[drawn.Index] = SplitPart.Valid;
        }

        return assigned;
    }

    private SplitPart[] HoldOutPerUser()
    {
        var assigned = new SplitPart[pairs.Count];
        Array.Fill(assigned, SplitPart.Train);
        foreach (var user in pairs.ByUser())
        {
            // Known times decide, after the pairs without one; ties are drawn. Each pair is drawn for itself: when more
            // interactions come, what a snapshot was trained on does not become what it is measured by.
            var order = Indices(user).OrderBy(i => double.IsNaN(pairs.Times[i]) ? double.NegativeInfinity : pairs.Times[i]).ThenBy(Draw).ToArray();
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

    private static IEnumerable<int> Indices(Range range) => Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value);

    private double Draw(int pair) => StableHash.Fraction(users[pairs.Users[pair]], items[pairs.Items[pair]], seed);
}
