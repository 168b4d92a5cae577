using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>
/// The frozen item graph (design): every item's k nearest items by content, from each modality's features and from the
/// knowledge graph, each normalised as D^{-1/2} G D^{-1/2}, in a mean by how well each source agrees with the interactions,
/// which is as strong as the best of them: Σ w_s·G_s / Σ w_s · max w_s. It has no parameters.
/// </summary>
/// <param name="Matrix">G, <c>[J, J]</c>; null where no source is good enough.</param>
/// <param name="Sources">Every source with its agreement.</param>
internal sealed record ItemGraph(CsrMatrix? Matrix, IReadOnlyList<ContentSource> Sources)
{
    /// <summary>What the knowledge graph is called among the sources.</summary>
    internal const string KnowledgeGraphSource = "graph";

    /// <param name="data">Items with their features and triples.</param>
    /// <param name="neighbours">k, the nearest items that each item is joined to by a source.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static ItemGraph Build(Dataset data, int neighbours, CancellationToken cancellation)
    {
        var found = data.Features.Select(feature => (Name: feature.Modality, Nearest: FeatureNeighbours.Find(feature, neighbours, cancellation))).ToList();
        if (data.Triples.Count > 0)
            found.Add((KnowledgeGraphSource, TripleNeighbours.Find(data, neighbours, cancellation)));
        if (found.Count == 0)
            return new ItemGraph(null, []);
        var agreement = ContentAgreement.Of(data, [.. found.Select(source => source.Nearest)], neighbours, cancellation);
        var sources = found.Zip(agreement, (source, value) => ContentSource.Of(source.Name, value)).ToList();
        var used = found.Zip(sources, (source, rated) => (source.Nearest, rated.Weight)).Where(source => source.Weight > 0).ToList();
        return new ItemGraph(used.Count == 0 ? null : Mean(used, data.Items), sources);
    }

    /// <summary>The weighted mean of the sources' normalised graphs, times the largest weight: a pair that several of them know counts in each.</summary>
    internal static CsrMatrix Mean(IReadOnlyCollection<(int[][] Nearest, double Weight)> sources, int items)
    {
        var scale = sources.Max(source => source.Weight) / sources.Sum(source => source.Weight);
        var (rows, columns, values) = (new List<int>(), new List<int>(), new List<float>());
        foreach (var (source, weight) in sources)
        {
            var share = (float)(weight * scale);
            var chosenBy = new int[items];
            foreach (var other in source.SelectMany(nearest => nearest))
                chosenBy[other]++;
            for (var item = 0; item < items; item++)
            {
                foreach (var other in source[item])
                {
                    rows.Add(item);
                    columns.Add(other);
                    values.Add(share / MathF.Sqrt((float)source[item].Length * chosenBy[other]));
                }
            }
        }

        return CsrMatrix.FromCoo(items, items, [.. rows], [.. columns], [.. values]);
    }
}
