namespace KDiffE.Domain.Snapshots;

/// <summary>
/// Where snapshot files live: a folder, or object storage. What is asked of it may take as long as a file of hundreds of
/// megabytes takes over a network, so all of it can be cancelled, and no thread waits for it.
/// </summary>
public interface ISnapshotStore
{
    /// <summary>Finds out whether a snapshot could be saved, before the work that makes one.</summary>
    /// <exception cref="IOException">It could not, for example because the disk is full; the message names the setting.</exception>
    Task CheckWritableAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes a snapshot under its version: complete and durable, or not at all.</summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="content"/> do not fit each other.</exception>
    /// <exception cref="InvalidSnapshotException">The content breaks a rule of snapshots, for example a repeated id.</exception>
    /// <exception cref="IOException">The version exists already, or the file cannot be written, for example because the disk is full.</exception>
    Task SaveAsync(SnapshotContent content, CancellationToken cancellationToken = default);

    /// <summary>Opens and verifies a stored snapshot.</summary>
    /// <exception cref="InvalidSnapshotException">The file is missing or not a sound snapshot; the message says why.</exception>
    Task<Snapshot> OpenAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>
    /// Another text once the stored file has changed: its size and what tells one content from another. Null when there is none
    /// to be seen.
    /// </summary>
    Task<string?> StampAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>The bytes of a stored file; null when there is none to be seen.</summary>
    Task<long?> SizeAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>All stored snapshots, in no order; none where nothing was ever saved.</summary>
    /// <exception cref="IOException">It cannot be seen what there is.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be seen.</exception>
    Task<IReadOnlyList<StoredSnapshot>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes a stored snapshot; whoever has it open keeps it. Nothing happens when there is none.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be removed.</exception>
    Task DeleteAsync(string version, CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes beside the snapshots which of them were served, the last first, for a process that starts while the database is
    /// away.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    Task NoteServedAsync(IReadOnlyList<string> versions, CancellationToken cancellationToken = default);

    /// <summary>The versions that <see cref="NoteServedAsync"/> noted last; where nothing was noted, every stored one, the newest name first; none while they are out of reach.</summary>
    Task<IReadOnlyList<string>> ListServedAsync(CancellationToken cancellationToken = default);
}
