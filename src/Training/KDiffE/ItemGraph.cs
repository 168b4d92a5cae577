using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model;

/// <summary>
/// The frozen item graph (design): every item's k nearest items by content, from each modality's features and from the
/// knowledge graph, each normalised as D^{-1/2} G D^{-1/2}, averaged over the sources. It has no parameters.
/// </summary>
internal static class ItemGraph
{
    /// <param name="data">Items with their features and triples.</param>
    /// <param name="neighbours">k.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns><c>[J, J]</c>; null where no item has content.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static CsrMatrix? Build(Dataset data, int neighbours, CancellationToken cancellation)
    {
        var sources = new List<int[][]>();
        foreach (var feature in data.Features)
            sources.Add(FeatureNeighbours.Find(feature, neighbours, cancellation));
        if (data.Triples.Count > 0)
            sources.Add(TripleNeighbours.Find(data, neighbours, cancellation));
        if (sources.TrueForAll(source => source.All(nearest => nearest.Length == 0)))
            return null;

        var (rows, columns, values) = (new List<int>(), new List<int>(), new List<float>());
        foreach (var source in sources)
        {
            var chosenBy = new int[data.Items];
            foreach (var other in source.SelectMany(nearest => nearest))
                chosenBy[other]++;
            for (var item = 0; item < data.Items; item++)
            {
                foreach (var other in source[item])
                {
                    rows.Add(item);
                    columns.Add(other);
                    values.Add(1 / (MathF.Sqrt((float)source[item].Length * chosenBy[other]) * sources.Count));
                }
            }
        }

        // The sum of the sources: a pair that several of them know counts in each.
        return CsrMatrix.FromCoo(data.Items, data.Items, [.. rows], [.. columns], [.. values]);
    }
}
