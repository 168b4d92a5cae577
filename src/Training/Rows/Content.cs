using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Data;
using KDiffE.Training.Model.ItemGraphs;

namespace KDiffE.Training.Rows;

/// <summary>What items are by one content source: rows whose dot products are cosines.</summary>
internal sealed class Content
{
    /// <summary>The most columns of a source where no profile takes any.</summary>
    private const int DimWithoutProfiles = 159;

    private readonly Lazy<(float[] Rows, int Dim)> _rows;

    private Content(string source, Func<(float[] Rows, int Dim)> rows) => (Source, _rows) = (source, new Lazy<(float[], int)>(rows));

    /// <summary>The modality, or <c>graph</c>.</summary>
    internal string Source { get; }

    /// <summary>Row-major <c>[J, dim]</c>, computed when they are first asked for; zeros where nothing is known of an item.</summary>
    internal (float[] Rows, int Dim) Rows => _rows.Value;

    /// <summary>All sources of a dataset: the knowledge graph first, then the modalities.</summary>
    /// <param name="data">The items and what is known of them.</param>
    /// <param name="settings">Say how many columns a source may have: those that there are for profiles.</param>
    /// <param name="cancellation">Stops what is computed.</param>
    internal static IReadOnlyList<Content> Of(Dataset data, KDiffESettings settings, CancellationToken cancellation) =>
        Of(data, settings.ProfileDim > 0 ? settings.ProfileDim : DimWithoutProfiles, cancellation);

    private static IReadOnlyList<Content> Of(Dataset data, int rank, CancellationToken cancellation) =>
    [
        .. data.Triples.Count > 0
            ? [new Content(ItemGraph.KnowledgeGraphSource, () => LowRank.Of(new TripleRows(data).Unit(), rank, cancellation))]
            : Array.Empty<Content>(),
        .. data.Features.Select(feature => new Content(feature.Modality, () => LowRank.Of(Dense(feature), feature.Dim, rank, cancellation))),
    ];

    private static float[] Dense(ItemFeature feature)
    {
        var standardised = StandardisedFeature.Of(feature);
        var rows = new float[feature.Values.Length];
        for (var k = 0; k < standardised.Items.Length; k++)
            standardised.Rows.AsSpan(k * feature.Dim, feature.Dim).CopyTo(rows.AsSpan(standardised.Items[k] * feature.Dim));
        return rows;
    }
}
