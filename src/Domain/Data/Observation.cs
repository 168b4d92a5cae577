using System.Runtime.InteropServices;

namespace KDiffE.Domain.Data;

/// <summary>An interaction as it came in, before pairs are made of such rows.</summary>
/// <param name="User">Index of the user.</param>
/// <param name="Item">Index of the item.</param>
/// <param name="Part">Where a published split has it.</param>
/// <param name="Time">In seconds; NaN when unknown.</param>
/// <param name="Kind">Index of the kind of event.</param>
/// <param name="Rating">NaN when unknown.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Observation(int User, int Item, SplitPart Part, double Time, int Kind, double Rating)
{
    /// <summary>
    /// Makes one row of each pair, in the order in which pairs first come up. It stands in the part that claims it first in
    /// the order test, valid, train, since a held-out pair that also stood in train would leak; and at the earliest time
    /// that is known.
    /// </summary>
    internal static List<Observation> Merge(IReadOnlyList<Observation> rows)
    {
        var places = new Dictionary<(int User, int Item), int>();
        var pairs = new List<Observation>();
        foreach (var row in rows)
        {
            if (places.TryAdd((row.User, row.Item), pairs.Count))
            {
                pairs.Add(row);
                continue;
            }

            var place = places[(row.User, row.Item)];
            var known = pairs[place];
            pairs[place] = known with
            {
                Part = row.Part > known.Part ? row.Part : known.Part,
                Time = double.MinNumber(row.Time, known.Time),
            };
        }

        return pairs;
    }

    /// <summary>The pairs that <paramref name="positives"/> take for such.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="kinds">What the kinds of events are called, by index.</param>
    /// <param name="positives">The rule.</param>
    internal static HashSet<(int User, int Item)> Liked(IReadOnlyList<Observation> rows, IReadOnlyList<string> kinds, Positives positives) =>
        [.. Weigh(rows, kinds, positives).Where(pair => pair.Weight > 0).Select(pair => (pair.User, pair.Item))];

    /// <summary>What the events of each pair add up to.</summary>
    /// <inheritdoc cref="Liked"/>
    internal static IEnumerable<(int User, int Item, double Weight)> Weigh(IReadOnlyList<Observation> rows, IReadOnlyList<string> kinds, Positives positives)
    {
        // Kinds are added up in one order, so that rounding is always the same.
        return rows.GroupBy(row => (row.User, row.Item))
            .Select(pair => (pair.Key.User, pair.Key.Item, pair.GroupBy(row => row.Kind).OrderBy(kind => kind.Key).Sum(WeightOf)));

        // Each kind counts once, by its best event. Of rows about one event, the best rated is what is known of it.
        double WeightOf(IGrouping<int, Observation> kind) => kind.GroupBy(row => row.Time)
            .Max(repeats => positives.WeightOf(kinds[kind.Key], Best(repeats)));

        static double? Best(IEnumerable<Observation> repeats) =>
            repeats.Select(row => row.Rating).Aggregate(double.MaxNumber) is var best && double.IsNaN(best) ? null : best;
    }
}
