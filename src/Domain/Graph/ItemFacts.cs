using System.Collections.Concurrent;
using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Graph;

/// <summary>
/// The knowledge graph as the items of a snapshot see it, in both directions: which facts an item has, and which items have
/// a fact. Made by <see cref="ItemFactsBuilder"/>, does not change, safe to use from many threads. A fact that one item
/// alone has counts in its length and is not kept. Memory: 8 bytes for each fact of each item, 16 for each fact, and names.
/// </summary>
public sealed class ItemFacts
{
    private readonly ItemFact[] _facts;
    private readonly int[] _factStarts;
    private readonly int[] _itemsOfFacts;
    private readonly int[] _itemStarts;
    private readonly int[] _factsOfItems;
    private readonly double[] _squares;
    private readonly double[] _norms;
    private readonly ConcurrentBag<double[]> _idleScratch = [];

    /// <param name="facts">The facts, rarest first.</param>
    /// <param name="starts">Fact f has the items <c>itemsOf[starts[f]..starts[f + 1]]</c>, ascending.</param>
    /// <param name="itemsOf">See there.</param>
    /// <param name="norms">The length of each item's row, over all its facts.</param>
    internal ItemFacts(ItemFact[] facts, int[] starts, int[] itemsOf, double[] norms)
    {
        (_facts, _factStarts, _itemsOfFacts, _norms) = (facts, starts, itemsOf, norms);
        _squares = [.. facts.Select(fact => SquaredWeight(norms.Length, fact.Items))];
        (_itemStarts, _factsOfItems) = (new int[norms.Length + 1], new int[itemsOf.Length]);
        foreach (var item in itemsOf)
            _itemStarts[item + 1]++;
        for (var item = 0; item < norms.Length; item++)
            _itemStarts[item + 1] += _itemStarts[item];
        var next = _itemStarts.ToArray();
        for (var fact = 0; fact < facts.Length; fact++)
        {
            foreach (var item in ItemsOf(fact))
                _factsOfItems[next[item]++] = fact;
        }
    }

    /// <summary>Number of items, with facts or without.</summary>
    public int Items => _norms.Length;

    /// <summary>Number of facts that two items or more have.</summary>
    public int Facts => _facts.Length;

    /// <summary>The facts that two items have in common, rarest first; equally rare ones by relation and entity.</summary>
    /// <param name="item">An item.</param>
    /// <param name="other">Another one.</param>
    /// <param name="most">How many to find.</param>
    public IReadOnlyList<ItemFact> SharedWith(int item, int other, int most) => [.. SharedWith(item, [other], most).Select(shared => shared.Fact)];

    /// <summary>The facts that an item has in common with any of several others, rarest first.</summary>
    /// <param name="item">An item.</param>
    /// <param name="others">Others; the item itself, should it be among them, is passed over.</param>
    /// <param name="most">How many to find.</param>
    public IReadOnlyList<SharedFact> SharedWith(int item, ReadOnlySpan<int> others, int most)
    {
        var found = new List<SharedFact>();
        foreach (var fact in FactsOf(item))
        {
            if (found.Count >= most)
                break;
            var with = new List<int>();
            foreach (var other in others)
            {
                if (other != item && FactsOf(other).BinarySearch(fact) >= 0)
                    with.Add(other);
            }

            if (with.Count > 0)
                found.Add(new SharedFact(_facts[fact], with));
        }

        return found;
    }

    /// <summary>
    /// The items that are most alike by what is known of them: the cosine of their rows, one dimension a fact, weighted
    /// log(J / df) with J the items and df those that have it. Exact; what everything has weighs nothing. Facts are walked
    /// through from the rarest on, until no item that has but the rest of them can come near the best; the common ones,
    /// an entity of enormous degree above all, are then looked up for the few that still can.
    /// </summary>
    /// <param name="item">The item, which is not among the answers.</param>
    /// <param name="allowed">The items that may be answers.</param>
    /// <param name="top">Receives the items that share a fact, most alike first; equal ones by ascending row. Its length is N.</param>
    /// <returns>How many were found: less than N where fewer share a fact with it.</returns>
    public int SimilarTo(int item, ItemMask allowed, Span<ScoredItem> top)
    {
        if (top.IsEmpty)
            return 0;
        if (!_idleScratch.TryTake(out var scratch))
            scratch = new double[Items];
        var search = new SimilarItemSearch(this, item, allowed, top, scratch);
        var count = search.Run();
        _idleScratch.Add(scratch);
        return count;
    }

    /// <summary>The square of a fact's weight.</summary>
    /// <param name="items">J, all items.</param>
    /// <param name="having">df, those that have the fact.</param>
    internal static double SquaredWeight(int items, int having)
    {
        var weight = Math.Log((double)items / having);
        return weight * weight;
    }

    /// <summary>The facts of an item, rarest first, which is ascending.</summary>
    internal ReadOnlySpan<int> FactsOf(int item) => _factsOfItems.AsSpan(_itemStarts[item].._itemStarts[item + 1]);

    /// <summary>The items that have a fact, ascending.</summary>
    internal ReadOnlySpan<int> ItemsOf(int fact) => _itemsOfFacts.AsSpan(_factStarts[fact].._factStarts[fact + 1]);

    /// <summary>The square of a fact's weight.</summary>
    internal double SquareOf(int fact) => _squares[fact];

    /// <summary>The length of an item's row.</summary>
    internal double NormOf(int item) => _norms[item];
}
