using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Data;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Modalities;

/// <summary>One modality's features as a view takes them: standardised, rows of length 1.</summary>
/// <param name="Values"><c>[J, F]</c>; the rows of items that lack the feature are zero. The receiver owns it.</param>
/// <param name="Present">Which items have the feature, <c>[J]</c>.</param>
/// <param name="Statistics">What the features were before.</param>
internal sealed record ItemFeatures(Tensor Values, IReadOnlyList<bool> Present, FeatureStatistics Statistics)
{
    /// <param name="feature">The features of one modality as the dataset has them.</param>
    /// <param name="device">Where the values shall lie.</param>
    internal static ItemFeatures Of(ItemFeature feature, Device device)
    {
        var standardised = StandardisedFeature.Of(feature);
        var values = new float[feature.Present.Length * feature.Dim];
        for (var k = 0; k < standardised.Items.Length; k++)
            standardised.Rows.AsSpan(k * feature.Dim, feature.Dim).CopyTo(values.AsSpan(standardised.Items[k] * feature.Dim));
        return new ItemFeatures(
            tensor(values, [feature.Present.Length, feature.Dim], device: device), feature.Present,
            new FeatureStatistics(
                feature.Modality, standardised.Items.Length, feature.Dim, standardised.Means.Min(), standardised.Means.Max(),
                standardised.Deviations.Min(), standardised.Deviations.Max()));
    }
}
