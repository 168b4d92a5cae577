using System.Globalization;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Fitting;

/// <summary>
/// How much memory a training on the CPU takes at its peak, before it begins. What was measured of trainings of known sizes with the
/// default preset (docs/scale.md) is met within a sixth.
/// </summary>
internal static class MemoryForecast
{
    private const double Megabyte = 1 << 20;

    // The program and libtorch.
    private const double BaseMegabytes = 375;

    // A row of the embeddings in all its forms: views, layers, gradients, the optimiser's averages.
    private const double RowCopies = 14.5;

    // Lists of them by user and by item, S, and what training leaves out of them in turn.
    private const double BytesOfInteraction = 165 * Megabyte / 1e6;

    // What graph and features add to the rows is solved in blocks, which many items fill.
    private const double ContentMegabytesOfItem = 0.22;
    private const double MostContentMegabytes = 1100;
    private const double BytesOfColumn = 1024;

    // Refused is what will not fit even if the forecast is this much too high.
    private const double Sure = 0.8;

    /// <summary>The memory that the machine, or the container that this process is in, has for it.</summary>
    public static long Available => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The peak of a training.</summary>
    /// <param name="users">I.</param>
    /// <param name="items">J.</param>
    /// <param name="interactions">Those that are learnt.</param>
    /// <param name="columns">Pairs of a relation and an entity that items have.</param>
    /// <param name="hasContent">Whether items have triples or features.</param>
    /// <param name="dim">d.</param>
    /// <returns>Bytes.</returns>
    public static double Bytes(long users, long items, long interactions, long columns, bool hasContent, int dim)
    {
        var content = hasContent ? (Math.Min(MostContentMegabytes, ContentMegabytesOfItem * items) * Megabyte) + (columns * BytesOfColumn) : 0;
        return (BaseMegabytes * Megabyte) + ((users + items) * (double)dim * sizeof(float) * RowCopies) + (interactions * BytesOfInteraction) + content;
    }

    /// <summary>Refuses a training that there is not memory for.</summary>
    /// <param name="data">What is to be learnt.</param>
    /// <param name="dim">d.</param>
    /// <param name="most">The bytes that it may take.</param>
    /// <exception cref="InvalidOperationException">It needs more; the message says how much.</exception>
    public static void Require(Dataset data, int dim, long most)
    {
        var columns = Math.Min(data.Triples.Count, (long)data.Relations * data.Entities);
        var needed = Bytes(data.Users, data.Items, data.Train.Count, columns, data.Triples.Count > 0 || data.Features.Count > 0, dim);
        if (needed * Sure <= most)
            return;
        throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"Training would take about {Gigabytes(needed)} of memory for {data.Users:N0} users, {data.Items:N0} items and {data.Train.Count:N0} interactions with KDiffE:Dim={dim}, and may take {Gigabytes(most)}. A smaller KDiffE:Dim takes less; docs/scale.md says what else."));
    }

    private static string Gigabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * Megabyte):0.0} GiB");
}
