using System.ComponentModel.DataAnnotations;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Serving;

/// <summary>Where snapshots come from.</summary>
public sealed class RankingOptions : IValidatableObject
{
    /// <summary>The folder in which workers put snapshots, <c>Snapshots:Folder</c> of the service; it is only read.</summary>
    public string? Folder { get; set; }

    /// <summary>Where they come from instead of a folder.</summary>
    public ISnapshotStore? Store { get; set; }

    /// <summary>How often to look whether another snapshot is served.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the start of the application waits for the first snapshot; it comes later where that does not suffice.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The least share of the items that a search looks at where a snapshot has them in cells, as those of two million items do; 1 for all, always.</summary>
    [Range(0.001, 1)]
    public double SearchedShare { get; set; } = SnapshotRanking.UsualShare;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Folder) == Store is null)
            yield return new ValidationResult("Ranking by KDiffE needs a Folder of snapshots, or a Store, and not both.", [nameof(Folder), nameof(Store)]);
    }
}
