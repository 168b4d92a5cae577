using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Fitting;

/// <summary>
/// How much memory a training on the CPU takes at its peak, before it begins. What was measured of trainings of known sizes with the
/// default preset (docs/scale.md) is met within a fifth.
/// </summary>
/// <param name="Users">I.</param>
/// <param name="Items">J.</param>
/// <param name="Interactions">Those that are learnt.</param>
/// <param name="Columns">Pairs of a relation and an entity that items have.</param>
/// <param name="FeatureDims">F of each modality.</param>
/// <param name="Dim">d.</param>
/// <param name="ProfileDim">The most columns of profiles.</param>
internal sealed record MemoryForecast(long Users, long Items, long Interactions, long Columns, IReadOnlyList<int> FeatureDims, int Dim, int ProfileDim)
{
    private const double Megabyte = 1 << 20;

    // The program and libtorch.
    private const double BaseMegabytes = 400;

    // A row of the embeddings in all its forms: views, layers, gradients, the optimiser's averages.
    private const double RowCopies = 13;

    // Lists of them by user and by item, S, and what training leaves out of them in turn.
    private const double BytesOfInteraction = 165 * Megabyte / 1e6;

    // What graph and features add to the rows is solved in blocks, which many items fill, and is a row itself, chosen and joined to the learnt one.
    private const double ContentMegabytesOfItem = 0.18;
    private const double MostGraphMegabytes = 900;
    private const double MostFeatureMegabytes = 350;
    private const double BytesOfColumn = 1024;
    private const double ProfileCopies = 4;

    // A feature as it is, standardised, and once more for products; and what its own columns have with each other, twice in doubles.
    private const double FeatureCopies = 3;
    private const double BytesOfPair = 2 * sizeof(double);

    // Refused is what will not fit even if the forecast is this much too high.
    private const double Sure = 0.8;

    /// <summary>The memory that the machine, or the container that this process is in, has for it.</summary>
    public static long Available => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The peak of the training, in bytes.</summary>
    public double Bytes =>
        (BaseMegabytes * Megabyte) + (BytesOfRows(Dim) * RowCopies) + (Interactions * BytesOfInteraction)
        + (Columns > 0 || FeatureDims.Count > 0 ? BytesOfContent : 0);

    private double BytesOfContent =>
        (Math.Min(Columns > 0 ? MostGraphMegabytes : MostFeatureMegabytes, ContentMegabytesOfItem * Items) * Megabyte) + (Columns * BytesOfColumn) + (BytesOfRows(ProfileDim) * ProfileCopies)
        + FeatureDims.Sum(dim => Items * (double)dim * sizeof(float) * FeatureCopies)
        + FeatureDims.Select(dim => (double)dim * dim * BytesOfPair).DefaultIfEmpty().Max();

    /// <summary>Of what is to be learnt.</summary>
    public static MemoryForecast Of(Dataset data, KDiffESettings settings) => new(
        data.Users, data.Items, data.Train.Count, Math.Min(data.Triples.Count, (long)data.Relations * data.Entities),
        [.. data.Features.Select(feature => feature.Dim)], settings.Dim, settings.ProfileDim);

    /// <summary>Refuses a training that there is not memory for.</summary>
    /// <param name="most">The bytes that it may take.</param>
    /// <exception cref="InvalidOperationException">It needs more; the message says how much.</exception>
    public void Require(long most)
    {
        if (Bytes * Sure <= most)
            return;
        var features = FeatureDims.Count == 0 ? "" : $" with {FeatureDims.Sum()} values of features";
        throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"Training would take about {Gigabytes(Bytes)} of memory for {Users:N0} users, {Items:N0} items{features} and {Interactions:N0} interactions with KDiffE:Dim={Dim}, and may take {Gigabytes(most)}. A smaller KDiffE:Dim takes less; docs/scale.md says what else."));
    }

    private double BytesOfRows(int dim) => (Users + Items) * (double)dim * sizeof(float);

    private static string Gigabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * Megabyte):0.0} GiB");
}
