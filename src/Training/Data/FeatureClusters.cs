using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Training.Data;

/// <summary>
/// Item features as knowledge (paper V-A: visual and textual entities): the items of a modality are clustered by k-means,
/// and an item of cluster 17 of the images gets the triple (item, <c>has_image</c>, <c>image:17</c>). Items without the
/// feature get none.
/// </summary>
/// <param name="Modality">For example <c>image</c>.</param>
/// <param name="Items">The items that have the feature, ascending.</param>
/// <param name="ClusterOf">The cluster of each of them.</param>
internal sealed record FeatureClusters(string Modality, int[] Items, int[] ClusterOf)
{
    /// <summary>Clusters that hold an item.</summary>
    internal int Count => ClusterOf.Distinct().Count();

    /// <param name="feature">The items' features of one modality, <c>[J, F]</c>.</param>
    /// <param name="clusters">The most clusters.</param>
    /// <param name="seed">The seed of the clustering.</param>
    /// <param name="progress">Hears of every iteration.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static FeatureClusters Of(
        ItemFeature feature, int clusters, int seed, IProgress<KMeans.Step>? progress, CancellationToken cancellation)
    {
        var rows = StandardisedFeature.Of(feature);
        return new FeatureClusters(
            feature.Modality, rows.Items, new KMeans(rows.Rows, rows.Dim).Cluster(clusters, seed, progress, cancellation));
    }

    private string Relation => $"has_{Modality}";

    /// <summary>One triple per item.</summary>
    /// <param name="itemIds">External item ids, by dense index.</param>
    internal IEnumerable<ItemTriple> Triples(IReadOnlyList<string> itemIds) =>
        Items.Zip(ClusterOf, (item, cluster) => new ItemTriple(itemIds[item], Relation, Entity(cluster)));

    /// <summary>The dataset with these triples besides its own.</summary>
    /// <param name="data">The dataset that the features are of.</param>
    internal Dataset AddTo(Dataset data) => data with
    {
        EntityIds = [.. data.EntityIds, .. Enumerable.Range(0, ClusterOf.Max() + 1).Select(Entity)],
        RelationIds = [.. data.RelationIds, Relation],
        Triples = new Triples(
            [.. data.Triples.Heads, .. Items],
            [.. data.Triples.Relations, .. Enumerable.Repeat(data.Relations, Items.Length)],
            [.. data.Triples.Tails, .. ClusterOf.Select(cluster => data.Items + data.Entities + cluster)]),
    };

    private string Entity(int cluster) => $"{Modality}:{cluster}";
}
