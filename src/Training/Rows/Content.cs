using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Model.ItemGraphs;

namespace KDiffE.Training.Rows;

/// <summary>
/// What items are by one content source: unit rows whose dot products are cosines, and which items with interactions are nearest.
/// </summary>
internal sealed class Content
{
    private const int Neighbours = 10;

    private readonly Func<int, CancellationToken, (float[] Rows, int Dim)> _rows;
    private readonly Func<bool[], CancellationToken, int[][]> _nearest;

    private Content(string source, Func<int, CancellationToken, (float[] Rows, int Dim)> rows, Func<bool[], CancellationToken, int[][]> nearest) =>
        (Source, _rows, _nearest) = (source, rows, nearest);

    /// <summary>The modality, or <c>graph</c>.</summary>
    internal string Source { get; }

    /// <summary>All sources of a dataset: the knowledge graph first, then the modalities.</summary>
    internal static IReadOnlyList<Content> Of(Dataset data) =>
    [
        .. data.Triples.Count > 0
            ? [new Content(
                ItemGraph.KnowledgeGraphSource,
                (rank, stop) => LowRank.Of(new TripleRows(data).Unit(), rank, stop),
                (among, stop) => TripleNeighbours.Find(data, Neighbours, stop, among))]
            : Array.Empty<Content>(),
        .. data.Features.Select(feature => new Content(
            feature.Modality,
            (rank, stop) => LowRank.Of(Dense(feature), feature.Dim, rank, stop),
            (among, stop) => FeatureNeighbours.Find(feature, Neighbours, stop, among))),
    ];

    /// <summary>The items' rows in at most <paramref name="rank"/> columns, <c>[J, dim]</c>; zeros where nothing is known of an item.</summary>
    internal (float[] Rows, int Dim) Rows(int rank, CancellationToken cancellation) => _rows(rank, cancellation);

    /// <summary>Each item's nearest items of those that have interactions, nearest first.</summary>
    /// <param name="popularity">Training interactions of each item, <c>[J]</c>.</param>
    /// <param name="cancellation">Stops the computation.</param>
    internal int[][] Nearest(int[] popularity, CancellationToken cancellation) =>
        _nearest(Array.ConvertAll(popularity, count => count > 0), cancellation);

    private static float[] Dense(ItemFeature feature)
    {
        var standardised = StandardisedFeature.Of(feature);
        var rows = new float[feature.Values.Length];
        for (var k = 0; k < standardised.Items.Length; k++)
            standardised.Rows.AsSpan(k * feature.Dim, feature.Dim).CopyTo(rows.AsSpan(standardised.Items[k] * feature.Dim));
        return rows;
    }
}
