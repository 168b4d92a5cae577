using KDiffE.Training.Data;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Attention logits from two small tables: a triple of item j, relation r and tail t gets tails[t, r] + heads[j, r].
/// </summary>
internal static class TripleTables
{
    /// <param name="graph">The triples.</param>
    /// <param name="tails"><c>[nodes, R]</c>.</param>
    /// <param name="heads"><c>[items, R]</c>.</param>
    /// <param name="logits">Written, <c>[triples]</c>.</param>
    internal static void Gather(KnowledgeGraph graph, ReadOnlySpan<float> tails, ReadOnlySpan<float> heads, Span<float> logits)
    {
        Check(graph, tails, heads, logits);
        var width = graph.RelationCount;
        for (var item = 0; item < graph.Items; item++)
        {
            for (var k = graph.Neighbours.Offsets[item]; k < graph.Neighbours.Offsets[item + 1]; k++)
                logits[k] = tails[graph.Neighbours.Indices[k] * width + graph.Relations[k]] + heads[item * width + graph.Relations[k]];
        }
    }

    /// <summary>The gradient of <see cref="Gather"/>: adds each triple's gradient to its two cells.</summary>
    internal static void ScatterAdd(
        KnowledgeGraph graph, ReadOnlySpan<float> logitGradients, Span<float> tailGradients, Span<float> headGradients)
    {
        Check(graph, tailGradients, headGradients, logitGradients);
        var width = graph.RelationCount;
        for (var item = 0; item < graph.Items; item++)
        {
            for (var k = graph.Neighbours.Offsets[item]; k < graph.Neighbours.Offsets[item + 1]; k++)
            {
                tailGradients[graph.Neighbours.Indices[k] * width + graph.Relations[k]] += logitGradients[k];
                headGradients[item * width + graph.Relations[k]] += logitGradients[k];
            }
        }
    }

    private static void Check(KnowledgeGraph graph, ReadOnlySpan<float> tails, ReadOnlySpan<float> heads, ReadOnlySpan<float> logits)
    {
        Shape.Check(tails, graph.Nodes, graph.RelationCount, nameof(tails));
        Shape.Check(heads, graph.Items, graph.RelationCount, nameof(heads));
        Shape.Check(logits, graph.Count, 1, nameof(logits));
    }
}
