namespace KDiffE.Training.Tests.Model.Layers;

/// <summary>
/// The aggregation (Eq. 1, 2) as plain loops in double over a list of triples, each hop over the triples or their inverse.
/// </summary>
internal sealed record PlainAggregation(int Items, int Relations, int Dim, IReadOnlyList<(int Head, int Relation, int Tail)> Triples)
{
    /// <summary>Item embeddings <c>[items, d]</c>.</summary>
    /// <param name="nodes"><c>[nodes, d]</c>.</param>
    /// <param name="relations"><c>[R, d]</c>, or <c>[2R, d]</c> from two hops on.</param>
    /// <param name="weight">W, <c>[d, 2d]</c>.</param>
    /// <param name="hops">1 to 3.</param>
    internal double[] Apply(double[] nodes, double[] relations, double[] weight, int hops)
    {
        for (var hop = hops; hop > 1; hop--)
        {
            var triples = hop % 2 == 1 ? Triples : [.. Triples.Select(t => (t.Tail, t.Relation + Relations, t.Head))];
            var enriched = (double[])nodes.Clone();
            foreach (var node in triples.Select(t => t.Head).Distinct())
                Head(node, triples).CopyTo(enriched, node * Dim);
            nodes = enriched;
        }

        return [.. Enumerable.Range(0, Items).SelectMany(item => Head(item, Triples))];

        double[] Head(int node, IReadOnlyList<(int Head, int Relation, int Tail)> triples)
        {
            var own = triples.Where(t => t.Head == node).ToArray();
            var weights = own.Select(t => Math.Exp(Leaky(Logit(t)))).ToArray();
            var sum = Row(nodes, node);
            for (var k = 0; k < own.Length; k++)
                sum = [.. sum.Zip(Row(nodes, own[k].Tail), (s, z) => s + weights[k] / weights.Sum() * z)];
            var norm = Math.Sqrt(sum.Sum(s => s * s));
            return [.. Row(nodes, node).Zip(sum, (z, s) => 0.5 * z + s / norm)];
        }

        double Logit((int Head, int Relation, int Tail) t)
        {
            double[] pair = [.. Row(nodes, t.Tail), .. Row(nodes, t.Head)];
            return Row(relations, t.Relation).Select((r, i) => r * pair.Select((z, j) => weight[i * 2 * Dim + j] * z).Sum()).Sum();
        }
    }

    private static double Leaky(double x) => x > 0 ? x : 0.2 * x;

    private double[] Row(double[] table, int row) => table[(row * Dim)..((row + 1) * Dim)];
}
