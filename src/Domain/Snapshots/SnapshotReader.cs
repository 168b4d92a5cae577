using System.Globalization;
using System.Text.Json;
using KDiffE.Domain.Snapshots.Tensors;

namespace KDiffE.Domain.Snapshots;

/// <summary>Opens snapshot files and trusts nothing that they say.</summary>
internal static class SnapshotReader
{
    /// <exception cref="FormatException">The file is not a sound snapshot; the message says why.</exception>
    public static Snapshot Open(string path, string? version)
    {
        var file = SafetensorsFile.Open(path);
        try
        {
            var metadata = ReadMetadata(file, version);
            file.VerifyHeader();
            CheckNames(file.Header.Tensors, SnapshotLayout.TensorsOf(
                file.Entry("format_version"), file.Header.Tensors.Any(tensor => tensor.Name == SnapshotLayout.HeldOutItems)));
            // Before anything is read: a damaged file should be called damaged, not odd.
            file.VerifyData();
            var tensors = new SnapshotTensors(file);
            Require(metadata.Parts?.Fit(tensors.Dim) != false, $"metadata row_parts are not parts of rows of {tensors.Dim} columns");
            Require(metadata.Extension is not { } extension || (SnapshotMetadata.IsVersion(extension.Of) && extension.Items >= 0 && extension.Items <= tensors.Popularity.Length), "metadata extension does not fit its items");
            return new Snapshot(file, metadata, tensors);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SnapshotMetadata ReadMetadata(SafetensorsFile file, string? version)
    {
        Require(file.Entry("format") == SnapshotLayout.Format, $"its format is not {SnapshotLayout.Format}");
        Require(SnapshotLayout.IsKnown(file.Entry("format_version")),
            $"it has format version {file.Entry("format_version")}, this program reads {SnapshotLayout.FormatVersion} to {SnapshotLayout.CellsFormatVersion}");
        var found = file.Entry("version");
        Require(SnapshotMetadata.IsVersion(found), "its version is not made of letters, digits, '-' and '_'");
        Require(version is null || found == version, $"it says it is version {found}, not {version}");
        return new SnapshotMetadata(
            found,
            file.Entry("dataset"),
            Time("created_at"),
            file.Header.Metadata.ContainsKey("watermark") ? Time("watermark") : null,
            Json<Dictionary<string, string>>("hyper_parameters", "a JSON object") ?? [],
            Json<Dictionary<string, double>>("metrics", "a JSON object") ?? [])
        {
            // A snapshot from before there were any says nothing of features.
            Features = file.Header.Metadata.ContainsKey("features") ? Json<FeatureStatistics[]>("features", "a JSON list of features") ?? [] : [],
            Parts = file.Header.Metadata.ContainsKey("row_parts") ? Json<RowParts>("row_parts", "a JSON object of the parts of rows") : null,
            Extension = file.Header.Metadata.ContainsKey("extension") ? Json<SnapshotExtension>("extension", "a JSON object of what it extends") : null,
        };

        DateTimeOffset Time(string key) => DateTimeOffset.ParseExact(file.Entry(key), "O", CultureInfo.InvariantCulture);

        T? Json<T>(string key, string form)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(file.Entry(key));
            }
            catch (JsonException error)
            {
                throw new FormatException($"metadata {key} is not {form}: {error.Message}", error);
            }
        }
    }

    private static void CheckNames(IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, (string Type, int Rank)> known)
    {
        var missing = new HashSet<string>(known.Keys, StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            var isPadding = tensor.Name.StartsWith(SafetensorsFile.Padding, StringComparison.Ordinal);
            Require(known.TryGetValue(tensor.Name, out var expected) || isPadding, $"tensor {tensor.Name} is unknown");
            var (type, rank) = isPadding ? ("U8", 1) : expected;
            Require(tensor.Type == type && tensor.Shape.Length == rank, $"tensor {tensor.Name} is not {type} of rank {rank}");
            Require(tensor.Begin % TensorInfo.ElementSize(type) == 0, $"tensor {tensor.Name} is not aligned");
            missing.Remove(tensor.Name);
        }

        Require(missing.Count == 0, $"tensor {missing.FirstOrDefault()} is missing");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new FormatException(otherwise);
    }
}
