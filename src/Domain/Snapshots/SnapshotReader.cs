using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace KDiffE.Domain.Snapshots;

/// <summary>Opens snapshot files and trusts nothing that they say.</summary>
internal static class SnapshotReader
{
    private const int HashBlock = 1 << 24;

    /// <exception cref="FormatException">The file is not a sound snapshot; the message says why.</exception>
    public static Snapshot Open(string path, string? version)
    {
        var file = Map(path);
        try
        {
            var headerLength = file.Span<long>(0, 1)[0];
            Require(headerLength is > 0 and <= SafetensorsHeader.MaxLength && headerLength <= file.Length - SafetensorsHeader.Prefix,
                $"a header of {headerLength} bytes does not fit a file of {file.Length}");
            var dataStart = SafetensorsHeader.Prefix + headerLength;
            Require(dataStart % SafetensorsHeader.Alignment == 0, "its data are not aligned");

            var json = file.Memory<byte>(SafetensorsHeader.Prefix, (int)headerLength);
            var header = SafetensorsHeader.Parse(json, file.Length - dataStart);
            var metadata = ReadMetadata(header.Metadata, version);
            Require(HeaderChecksum.Matches(json.Span, Entry(header.Metadata, SnapshotLayout.HeaderChecksum)), "the checksum of its header is wrong");
            CheckNames(header.Tensors);
            CheckData(file, dataStart, header);
            var tensors = header.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
            return new Snapshot(file, metadata, new SnapshotTensors(file, dataStart, tensors));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static MappedFile Map(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            Require(stream.Length >= SafetensorsHeader.Prefix, $"a file of {stream.Length} bytes is too short");
            return new MappedFile(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static SnapshotMetadata ReadMetadata(IReadOnlyDictionary<string, string> entries, string? version)
    {
        Require(Entry(entries, "format") == SnapshotLayout.Format, $"its format is not {SnapshotLayout.Format}");
        Require(Entry(entries, "format_version") == SnapshotLayout.FormatVersion,
            $"it has format version {Entry(entries, "format_version")}, this program reads {SnapshotLayout.FormatVersion}");
        var found = Entry(entries, "version");
        Require(SnapshotMetadata.IsVersion(found), "its version is not made of letters, digits, '-' and '_'");
        Require(version is null || found == version, $"it says it is version {found}, not {version}");
        return new SnapshotMetadata(
            found,
            Entry(entries, "dataset"),
            Time("created_at"),
            entries.ContainsKey("watermark") ? Time("watermark") : null,
            Json<Dictionary<string, string>>("hyper_parameters", "a JSON object") ?? [],
            Json<Dictionary<string, double>>("metrics", "a JSON object") ?? [])
        {
            // A snapshot from before there were any says nothing of features.
            Features = entries.ContainsKey("features") ? Json<FeatureStatistics[]>("features", "a JSON list of features") ?? [] : [],
        };

        DateTimeOffset Time(string key) => DateTimeOffset.ParseExact(Entry(entries, key), "O", CultureInfo.InvariantCulture);

        T? Json<T>(string key, string form)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(Entry(entries, key));
            }
            catch (JsonException error)
            {
                throw new FormatException($"metadata {key} is not {form}: {error.Message}", error);
            }
        }
    }

    private static string Entry(IReadOnlyDictionary<string, string> entries, string key) =>
        entries.TryGetValue(key, out var value) ? value : throw new FormatException($"metadata {key} is missing");

    private static void CheckNames(IReadOnlyList<TensorInfo> tensors)
    {
        var missing = new HashSet<string>(SnapshotLayout.Tensors.Keys, StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            var isPadding = tensor.Name.StartsWith(SnapshotLayout.Padding, StringComparison.Ordinal);
            Require(SnapshotLayout.Tensors.TryGetValue(tensor.Name, out var expected) || isPadding, $"tensor {tensor.Name} is unknown");
            var (type, rank) = isPadding ? ("U8", 1) : expected;
            Require(tensor.Type == type && tensor.Shape.Length == rank, $"tensor {tensor.Name} is not {type} of rank {rank}");
            Require(tensor.Begin % TensorInfo.ElementSize(type) == 0, $"tensor {tensor.Name} is not aligned");
            missing.Remove(tensor.Name);
        }

        Require(missing.Count == 0, $"tensor {missing.FirstOrDefault()} is missing");
    }

    // The checksums first: a damaged file should be called damaged, not odd.
    private static void CheckData(MappedFile file, long dataStart, SafetensorsHeader header)
    {
        var damaged = header.Tensors.AsParallel()
            .FirstOrDefault(t => Hash(file, dataStart + t.Begin, t.Length) != Entry(header.Metadata, SnapshotLayout.Checksum + t.Name));
        Require(damaged is null, $"the checksum of {damaged?.Name} is wrong");
    }

    private static string Hash(MappedFile file, long offset, long length)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var done = 0L; done < length; done += HashBlock)
            sha.AppendData(file.Span<byte>(offset + done, (int)Math.Min(HashBlock, length - done)));
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new FormatException(otherwise);
    }
}
