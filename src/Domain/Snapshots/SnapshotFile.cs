namespace KDiffE.Domain.Snapshots;

/// <summary>
/// One snapshot as one <c>.safetensors</c> file, readable from Python as it is. docs/snapshot.md names its tensors.
/// </summary>
public static class SnapshotFile
{
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

    /// <summary>Maps a snapshot into memory and verifies all of it: it is sound, or it is refused.</summary>
    /// <param name="path">The file.</param>
    /// <param name="version">The version that the file must say it is; null for any.</param>
    /// <exception cref="InvalidSnapshotException">The file is missing or not a sound snapshot; the message says why.</exception>
    public static Snapshot Open(string path, string? version = null)
    {
        try
        {
            return SnapshotReader.Open(path, version);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidSnapshotException($"Snapshot {path} is refused: {error.Message}", error);
        }
    }
}
