using System.ComponentModel.DataAnnotations;

namespace KDiffE.Training.Worker;

/// <summary>How soon items that came after a training are placed in its snapshot.</summary>
internal sealed class PlacementOptions
{
    /// <summary>How often an idle worker looks for items that the served snapshot does not know; zero for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan PlaceNewItemsEvery { get; init; } = TimeSpan.FromMinutes(1);
}
