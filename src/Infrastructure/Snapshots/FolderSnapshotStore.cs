using System.Globalization;
using System.Text;
using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Snapshots as files <c>&lt;version&gt;.safetensors</c> in one folder, local or shared.</summary>
/// <param name="folder">The folder; made on the first save.</param>
public sealed class FolderSnapshotStore(string folder) : ISnapshotStore
{
    /// <summary>The configuration key of the folder.</summary>
    public const string FolderKey = "Snapshots:Folder";

    private const string DefaultFolder = ".local/snapshots";
    private const string ServedFile = "served.txt";

    // Nobody writes one file for this long: what is older was left by a killed process.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>The store over the folder of <see cref="FolderKey"/>, <c>.local/snapshots</c> when it is not set.</summary>
    public static FolderSnapshotStore From(IConfiguration configuration) => new(FolderOf(configuration));

    /// <summary>The folder that the configuration names, by default <c>.local/snapshots</c>.</summary>
    public static string FolderOf(IConfiguration configuration) => configuration[FolderKey] is { Length: > 0 } folder ? folder : DefaultFolder;

    /// <inheritdoc/>
    public void CheckWritable()
    {
        // They may be what fills the disk.
        if (Directory.Exists(_folder))
            DeleteAbandoned();
        WritableFolder.Check(_folder, FolderKey);
    }

    /// <inheritdoc/>
    public void Save(SnapshotContent content)
    {
        CheckWritable();
        var path = PathOf(content.Metadata.Version);
        if (File.Exists(path))
            throw new IOException($"Snapshot {path} exists already, and snapshots never change.");
        try
        {
            SnapshotFile.Write(content, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WritableFolder.Refused(_folder, FolderKey, error);
        }
    }

    /// <inheritdoc/>
    public Snapshot Open(string version) => SnapshotFile.Open(PathOf(version), version);

    /// <inheritdoc/>
    public void Delete(string version) => File.Delete(PathOf(version));

    /// <inheritdoc/>
    public string? Stamp(string version)
    {
        if (!SnapshotMetadata.IsVersion(version))
            return null;
        var file = new FileInfo(PathOf(version));
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : null;
    }

    /// <inheritdoc/>
    public void NoteServed(IReadOnlyList<string> versions)
    {
        // A folder that is gone is not made anew: it may be a volume that is not mounted.
        DurableFile.Write(
            Path.Combine(_folder, ServedFile), stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(versions.Select(version => version + "\n")))), _ => { });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListServed()
    {
        try
        {
            var noted = Path.Combine(_folder, ServedFile);
            return File.Exists(noted)
                ? [.. File.ReadLines(noted).Where(SnapshotMetadata.IsVersion)]
                : [.. Directory.EnumerateFiles(_folder, SnapshotFile.Pattern).Select(file => Path.GetFileNameWithoutExtension(file))
                    .Where(SnapshotMetadata.IsVersion).OrderDescending(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string PathOf(string version) => Path.Combine(_folder, SnapshotFile.NameOf(version));

    private void DeleteAbandoned()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, ".*" + DurableFile.UnfinishedExtension))
        {
            if (File.GetLastWriteTimeUtc(file) < DateTime.UtcNow - Abandoned)
                File.Delete(file);
        }
    }
}
