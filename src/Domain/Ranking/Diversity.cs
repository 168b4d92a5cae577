using System.Buffers;
using System.Numerics.Tensors;
using KDiffE.Domain.Numerics;

namespace KDiffE.Domain.Ranking;

/// <summary>Lists that do not say the same thing twenty times: maximal marginal relevance, and a cap per category.</summary>
public static class Diversity
{
    /// <summary>
    /// Maximal marginal relevance (Carbonell and Goldstein 1998): the first place goes to the best candidate, every next one to
    /// that with the largest λ·s − (1 − λ)·c, where c is its largest cosine to those that were chosen. So that λ means the
    /// same for dot products, cosines and counts, s is the score scaled to 0 for the worst and 1 for the best of the
    /// candidates; 1 for all where they are equal. Equal values go to the earlier candidate. Time grows with
    /// chosen × candidates × d; nothing is allocated.
    /// </summary>
    /// <param name="candidates">From which to choose, best first.</param>
    /// <param name="items">The embeddings of all items, row-major <c>[items, d]</c>; one of zeros has cosine 0 with all.</param>
    /// <param name="dim">d.</param>
    /// <param name="lambda">λ: 1 keeps the order of the candidates, 0 looks at nothing but difference.</param>
    /// <param name="chosen">Receives the list in the order of choice, with the scores of the candidates.</param>
    /// <param name="cap">How many there may be of a category; no limit unless given.</param>
    /// <param name="compared">The first columns of the rows, whose cosines are meant; all unless given.</param>
    /// <returns>How many were chosen: less than asked for where the candidates do not give as many.</returns>
    /// <exception cref="ArgumentOutOfRangeException">λ is not in 0..1, or the cap below 1.</exception>
    public static int ByMarginalRelevance(
        ReadOnlySpan<ScoredItem> candidates, ReadOnlySpan<float> items, int dim, float lambda, Span<ScoredItem> chosen, CategoryCap? cap = null, int? compared = null)
    {
        if (!(lambda is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "λ is a number from 0 to 1.");
        var (count, width) = (candidates.Length, compared ?? dim);
        // Rows of the candidates; then, for each candidate: λ·s, its cosines to the newest choice, and its largest one so far.
        var rented = ArrayPool<float>.Shared.Rent(count * (width + 3));
        var rows = rented.AsSpan(0, count * width);
        var relevance = rented.AsSpan(count * width, count);
        var cosines = rented.AsSpan(count * (width + 1), count);
        var nearest = rented.AsSpan(count * (width + 2), count);
        Normalise(candidates, items, dim, width, rows);
        Scale(candidates, lambda, relevance);
        nearest.Clear();
        using var tally = new CategoryTally(cap);
        var found = 0;
        for (; found < chosen.Length; found++)
        {
            // Nothing is near anything yet: the first place goes to the best, whatever λ.
            if (!TryBest(candidates, relevance, nearest, 1 - lambda, tally, out var best))
                break;
            chosen[found] = candidates[best];
            tally.Add(candidates[best].Item);
            relevance[best] = float.NegativeInfinity;
            DotProduct.OfRows(rows.Slice(best * width, width), rows, found == 0 ? nearest : cosines);
            if (found > 0)
                TensorPrimitives.Max(nearest, cosines, nearest);
        }

        ArrayPool<float>.Shared.Return(rented);
        return found;
    }

    /// <summary>The best candidates of which no category has more than a cap allows, in their order.</summary>
    /// <param name="candidates">From which to choose, best first.</param>
    /// <param name="cap">How many there may be of a category.</param>
    /// <param name="chosen">Receives the list.</param>
    /// <returns>How many were chosen: less than asked for where the candidates do not give as many.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cap is below 1.</exception>
    public static int ByCategory(ReadOnlySpan<ScoredItem> candidates, CategoryCap cap, Span<ScoredItem> chosen)
    {
        using var tally = new CategoryTally(cap);
        var found = 0;
        for (var k = 0; k < candidates.Length && found < chosen.Length; k++)
        {
            if (!tally.HasRoomFor(candidates[k].Item))
                continue;
            tally.Add(candidates[k].Item);
            chosen[found++] = candidates[k];
        }

        return found;
    }

    private static void Normalise(ReadOnlySpan<ScoredItem> candidates, ReadOnlySpan<float> items, int dim, int width, Span<float> rows)
    {
        for (var k = 0; k < candidates.Length; k++)
        {
            var from = items.Slice(candidates[k].Item * dim, width);
            var to = rows.Slice(k * width, width);
            var norm = MathF.Sqrt(DotProduct.Of(from, from));
            if (norm > 0)
                TensorPrimitives.Divide(from, norm, to);
            else
                to.Clear();
        }
    }

    private static void Scale(ReadOnlySpan<ScoredItem> candidates, float lambda, Span<float> relevance)
    {
        if (candidates.IsEmpty)
            return;
        var (worst, range) = (candidates[^1].Score, candidates[0].Score - candidates[^1].Score);
        for (var k = 0; k < candidates.Length; k++)
            relevance[k] = lambda * (range > 0 ? (candidates[k].Score - worst) / range : 1);
    }

    // A category that is full stays full, so that a candidate without room is left out for good.
    private static bool TryBest(
        ReadOnlySpan<ScoredItem> candidates, Span<float> relevance, ReadOnlySpan<float> nearest, float weight, CategoryTally tally, out int best)
    {
        while (true)
        {
            best = -1;
            var most = float.NegativeInfinity;
            for (var k = 0; k < candidates.Length; k++)
            {
                var value = relevance[k] - (weight * nearest[k]);
                if (value > most)
                    (best, most) = (k, value);
            }

            if (best < 0 || tally.HasRoomFor(candidates[best].Item))
                return best >= 0;
            relevance[best] = float.NegativeInfinity;
        }
    }
}
