using System.Buffers;
using System.Text.Json.Serialization;

namespace KDiffE.Domain.Snapshots;

/// <summary>What a snapshot says of itself; kept in the file's <c>__metadata__</c>.</summary>
/// <param name="Version">Unique and sortable by time, for example <c>20260131T101500Z-1f3a</c>; letters, digits, '-' and '_'.</param>
/// <param name="Dataset">Name of the data it was trained on.</param>
/// <param name="CreatedAt">When training ended.</param>
/// <param name="Watermark">The newest change in the data it was trained on, where they came from the database.</param>
/// <param name="HyperParameters">Every setting of the run by its configuration name, for example <c>KDiffE:Dim</c>.</param>
/// <param name="Metrics">Figures by name, for example <c>test.recall@20</c>.</param>
public sealed record SnapshotMetadata(
    string Version,
    string Dataset,
    DateTimeOffset CreatedAt,
    DateTimeOffset? Watermark,
    IReadOnlyDictionary<string, string> HyperParameters,
    IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>The most characters of a version.</summary>
    public const int MaxVersionLength = 100;

    /// <summary>The item features that the model works with; empty where it works with none.</summary>
    public IReadOnlyList<FeatureStatistics> Features { get; init; } = [];

    /// <summary>What the columns of the rows are; null where they are all what the model has learnt.</summary>
    public RowParts? Parts { get; init; }

    /// <summary>The training's snapshot that this one extends, and by how much; null for that of a training.</summary>
    public SnapshotExtension? Extension { get; init; }

    /// <summary>The version of the training's snapshot: the one that this extends, or this one.</summary>
    [JsonIgnore]
    public string Trained => Extension?.Of ?? Version;

    private static readonly SearchValues<char> VersionCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Whether a text can be a version: 1 to 100 letters, digits, '-' and '_', and so a safe part of a file name.</summary>
    public static bool IsVersion(string text) =>
        text.Length is > 0 and <= MaxVersionLength && !text.AsSpan().ContainsAnyExcept(VersionCharacters);

    /// <summary>A fresh version name: the time to the second and four random hexadecimal digits.</summary>
    public static string NewVersion(DateTimeOffset now) =>
        $"{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{Random.Shared.Next(0x10000):x4}";
}
