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
    /// <summary>What the events of one pair add up to.</summary>
    /// <param name="rows">All rows of the pair.</param>
    /// <param name="kinds">What the kinds of events are called, by index.</param>
    /// <param name="positives">The rule.</param>
    internal static double WeightOf(IReadOnlyList<Observation> rows, IReadOnlyList<string> kinds, Positives positives)
    {
        // Nearly all pairs have one row.
        if (rows is [var single])
            return single.Weight(kinds, positives);
        // Kinds are added up in one order, so that rounding is always the same.
        return rows.GroupBy(row => row.Kind).OrderBy(kind => kind.Key).Sum(OfKind);

        // Each kind counts once, by its best event. Of rows about one event, the best rated is what is known of it.
        double OfKind(IGrouping<int, Observation> kind) => kind.GroupBy(row => row.Time)
            .Max(repeats => repeats.Aggregate((best, row) => best with { Rating = double.MaxNumber(best.Rating, row.Rating) }).Weight(kinds, positives));
    }

    /// <summary>What it adds up to by itself.</summary>
    /// <param name="kinds">What the kinds of events are called, by index.</param>
    /// <param name="positives">The rule.</param>
    internal double Weight(IReadOnlyList<string> kinds, Positives positives) => positives.WeightOf(kinds[Kind], double.IsNaN(Rating) ? null : Rating);
}
