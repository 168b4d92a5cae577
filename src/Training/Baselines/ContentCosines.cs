using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Baselines;

/// <summary>How alike items are by their content: the cosines of their rows of triples, and of their standardised features.</summary>
internal sealed class ContentCosines
{
    private readonly TripleRows? _triples;
    private readonly IReadOnlyList<(StandardisedFeature Feature, ScoreMatrix Rows, int[] PlaceOf)> _features;

    /// <param name="data">Items, triples and features.</param>
    internal ContentCosines(Dataset data)
    {
        _triples = data.Triples.Count > 0 ? new TripleRows(data) : null;
        _features = [.. data.Features.Select(StandardisedFeature.Of).Where(feature => feature.Items.Length > 0).Select(feature =>
        {
            var placeOf = Enumerable.Repeat(-1, data.Items).ToArray();
            for (var place = 0; place < feature.Items.Length; place++)
                placeOf[feature.Items[place]] = place;
            return (feature, new ScoreMatrix(feature.Rows, feature.Dim), placeOf);
        })];
    }

    /// <summary>Adds the weighted cosines of <paramref name="item"/> and every item, itself included, to <paramref name="row"/>.</summary>
    /// <param name="item">The item that the others are compared with.</param>
    /// <param name="graphWeight">The weight of the triples' cosine.</param>
    /// <param name="featureWeight">The weight of each modality's.</param>
    /// <param name="row">What is added to, <c>[J]</c>.</param>
    internal void AddTo(int item, float graphWeight, float featureWeight, Span<float> row)
    {
        var cosines = new float[row.Length];
        if (graphWeight > 0 && _triples is not null)
        {
            _triples.Cosines(item, cosines);
            TensorPrimitives.MultiplyAdd(cosines, graphWeight, row, row);
        }

        if (featureWeight == 0)
            return;
        foreach (var (feature, rows, placeOf) in _features)
        {
            if (placeOf[item] < 0)
                continue;
            var alike = cosines.AsSpan(0, feature.Items.Length);
            rows.Multiply(feature.Rows, [placeOf[item]], alike);
            for (var place = 0; place < alike.Length; place++)
                row[feature.Items[place]] += featureWeight * alike[place];
        }
    }
}
