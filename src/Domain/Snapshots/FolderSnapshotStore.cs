using System.Globalization;
using System.Text;

namespace KDiffE.Domain.Snapshots;

/// <summary>
/// Snapshots as files <c>&lt;version&gt;.safetensors</c> in one folder, local or shared. Files know no asynchrony, and a shared
/// folder may be slow: all of it is done on other threads, and what has begun goes on to its end.
/// </summary>
/// <param name="folder">The folder; made on the first save.</param>
public sealed class FolderSnapshotStore(string folder) : ISnapshotStore
{
    /// <summary>The configuration key of the folder.</summary>
    public const string FolderKey = "Snapshots:Folder";

    private const string ServedFile = "served.txt";

    // Nobody writes one file for this long: what is older was left by a killed process.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public Task CheckWritableAsync(CancellationToken cancellationToken = default) => Task.Run(CheckWritable, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(SnapshotContent content, CancellationToken cancellationToken = default) => Task.Run(() => Save(content), cancellationToken);

    /// <inheritdoc/>
    public Task<Snapshot> OpenAsync(string version, CancellationToken cancellationToken = default) =>
        Task.Run(() => SnapshotFile.Open(PathOf(version), version), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string version, CancellationToken cancellationToken = default) => Task.Run(() => Delete(version), cancellationToken);

    /// <inheritdoc/>
    public Task<string?> StampAsync(string version, CancellationToken cancellationToken = default) => Task.Run(() => Stamp(version), cancellationToken);

    /// <inheritdoc/>
    public Task<long?> SizeAsync(string version, CancellationToken cancellationToken = default) => Task.Run(() => Find(version)?.Length, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSnapshot>> ListAsync(CancellationToken cancellationToken = default) => Task.Run(List, cancellationToken);

    /// <inheritdoc/>
    public Task NoteServedAsync(IReadOnlyList<string> versions, CancellationToken cancellationToken = default) =>
        Task.Run(() => NoteServed(versions), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListServedAsync(CancellationToken cancellationToken = default) => Task.Run(ListServed, cancellationToken);

    /// <summary>The whole path of the folder.</summary>
    internal string Folder => _folder;

    /// <summary>Where a version lies, or would.</summary>
    /// <exception cref="InvalidSnapshotException">It is no version.</exception>
    internal string PathOf(string version) => Path.Combine(_folder, SnapshotFile.NameOf(version));

    /// <summary>Makes the folder where it is missing.</summary>
    internal Task MakeAsync(CancellationToken cancellationToken) => Task.Run(() => Directory.CreateDirectory(_folder), cancellationToken);

    /// <summary>Keeps a snapshot that comes from elsewhere: complete, durable and verified, or not at all. One of this version that was there before is replaced.</summary>
    /// <param name="version">The version that it must be.</param>
    /// <param name="write">Writes the file.</param>
    /// <param name="cancellationToken">Ends it before it begins.</param>
    /// <returns>The snapshot, opened.</returns>
    /// <exception cref="InvalidSnapshotException">What was written is not a sound snapshot of this version.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal async Task<Snapshot> AddAsync(string version, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        await MakeAsync(cancellationToken);
        Snapshot? snapshot = null;
        try
        {
            DeleteAbandoned();
            await DurableFile.WriteAsync(PathOf(version), write, written => snapshot = SnapshotFile.Open(written, version));
            return snapshot!;
        }
        catch
        {
            snapshot?.Dispose();
            throw;
        }
    }

    /// <summary>Notes that a snapshot was opened just now, as the time at which it was written, where that can be noted.</summary>
    internal void Touch(string version)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(version), DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process has deleted it meanwhile, or made it.
        }
    }

    private void CheckWritable()
    {
        // They may be what fills the disk.
        if (Directory.Exists(_folder))
            DeleteAbandoned();
        WritableFolder.Check(_folder, FolderKey);
    }

    private void Save(SnapshotContent content)
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

    private void Delete(string version)
    {
        // File.Delete minds a folder that is not there.
        if (Directory.Exists(_folder))
            File.Delete(PathOf(version));
    }

    private string? Stamp(string version) =>
        Find(version) is { } file ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : null;

    private FileInfo? Find(string version) => SnapshotMetadata.IsVersion(version) && new FileInfo(PathOf(version)) is { Exists: true } file ? file : null;

    private IReadOnlyList<StoredSnapshot> List()
    {
        var place = new DirectoryInfo(_folder);
        return !place.Exists ? [] :
        [
            .. from file in place.EnumerateFiles(SnapshotFile.Pattern)
               let version = Path.GetFileNameWithoutExtension(file.Name)
               where SnapshotMetadata.IsVersion(version)
               select new StoredSnapshot(version, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)),
        ];
    }

    private void NoteServed(IReadOnlyList<string> versions)
    {
        // A folder that is gone is not made anew: it may be a volume that is not mounted.
        DurableFile.Write(
            Path.Combine(_folder, ServedFile), stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(versions.Select(version => version + "\n")))), _ => { });
    }

    private IReadOnlyList<string> ListServed()
    {
        try
        {
            var noted = Path.Combine(_folder, ServedFile);
            return File.Exists(noted)
                ? [.. File.ReadLines(noted).Where(SnapshotMetadata.IsVersion)]
                : [.. List().Select(stored => stored.Version).OrderDescending(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void DeleteAbandoned()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, ".*" + DurableFile.UnfinishedExtension))
        {
            if (File.GetLastWriteTimeUtc(file) < DateTime.UtcNow - Abandoned)
                File.Delete(file);
        }
    }
}
