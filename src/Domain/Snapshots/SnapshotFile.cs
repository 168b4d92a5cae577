namespace KDiffE.Domain.Snapshots;

/// <summary>
/// One snapshot as one <c>.safetensors</c> file, readable from Python as it is.
/// </summary>
/// <remarks>
/// With I users, J items and embeddings of length d, the tensors are
/// <list type="bullet">
/// <item><c>users.embedding</c> F32 [I, d] and <c>items.embedding</c> F32 [J, d];</item>
/// <item><c>users.id</c>, <c>items.id</c> and <c>items.name</c> as UTF-8 in <c>…_bytes</c> U8 and <c>…_offsets</c>
/// I64 [I + 1 or J + 1]; an empty name is no name;</item>
/// <item><c>items.popularity</c> I32 [J], the training interactions of each item;</item>
/// <item><c>seen.offsets</c> I64 [I + 1] and <c>seen.items</c> I32, the items of each user, ascending;</item>
/// <item><c>held_out.offsets</c> and <c>held_out.items</c> of the same form, in files of format version 2 and 3: which of them the
/// model has not learnt from;</item>
/// <item><c>cells.offsets</c> I64 [cells + 1] and <c>cells.centroid</c> F32 [cells, d], in files of format version 3: where cells of items
/// begin that lie near each other, and their centres;</item>
/// <item><c>padding.…</c> U8, zeros that keep the next tensor on a multiple of 64 bytes.</item>
/// </list>
/// The metadata are format, format_version, version, dataset, created_at, watermark (optional), hyper_parameters and
/// metrics (JSON objects), row_parts (optional: what the columns of the embeddings are), extension (optional: which snapshot it is with further items), and <c>sha256.…</c> of every tensor and of the header (with its own value as 64 zeros).
/// </remarks>
public static class SnapshotFile
{
    /// <summary>Matches the names of all snapshot files.</summary>
    public const string Pattern = "*" + SnapshotLayout.Extension;

    /// <summary>The name of the file that holds a version.</summary>
    /// <exception cref="InvalidSnapshotException">The version has characters other than letters, digits, '-' and '_'.</exception>
    public static string NameOf(string version) => SnapshotMetadata.IsVersion(version)
        ? version + SnapshotLayout.Extension
        : throw new InvalidSnapshotException($"'{version}' is not a snapshot version: letters, digits, '-' and '_' make one.");

    /// <summary>
    /// Writes a snapshot: complete, durable and verified under <paramref name="path"/>, or not at all. A file that was
    /// there before is replaced; who has it open keeps reading the old one.
    /// </summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="content"/> do not fit each other.</exception>
    /// <exception cref="InvalidSnapshotException">The content breaks a rule of the format, for example a repeated id.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    public static void Write(SnapshotContent content, string path) => DurableFile.Write(
        path,
        stream => SnapshotWriter.Write(content, stream),
        written => Open(written, content.Metadata.Version).Dispose());

    /// <summary>Reads a snapshot into memory of its own and verifies all of that: it is sound, or it is refused.</summary>
    /// <param name="path">The <c>.safetensors</c> file to read.</param>
    /// <param name="version">The version that the file must say it is; null for any.</param>
    /// <exception cref="InvalidSnapshotException">The file is missing or not a sound snapshot; the message says why.</exception>
    public static Snapshot Open(string path, string? version = null)
    {
        try
        {
            return SnapshotReader.Open(path, version);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            // What the system says of a file names its whole path.
            var reason = error is OutOfMemoryException
                ? "it does not fit into memory"
                : error.Message.Replace(Path.GetFullPath(path), Path.GetFileName(path), StringComparison.Ordinal).TrimEnd('.');
            throw new InvalidSnapshotException($"Snapshot {path} is refused: {reason}", error) { Reason = reason, IsUnreadable = error is not FormatException };
        }
    }
}
