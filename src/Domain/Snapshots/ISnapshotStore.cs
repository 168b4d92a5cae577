namespace KDiffE.Domain.Snapshots;

/// <summary>Where snapshot files live. The default is a folder; the interface leaves room for object storage.</summary>
public interface ISnapshotStore
{
    /// <summary>Finds out whether a snapshot could be saved, before the work that makes one.</summary>
    /// <exception cref="IOException">It could not, for example because the disk is full; the message names the setting.</exception>
    void CheckWritable();

    /// <summary>Writes a snapshot under its version: complete and durable, or not at all.</summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="content"/> do not fit each other.</exception>
    /// <exception cref="InvalidSnapshotException">The content breaks a rule of snapshots, for example a repeated id.</exception>
    /// <exception cref="IOException">The version exists already, or the file cannot be written, for example because the disk is full.</exception>
    void Save(SnapshotContent content);

    /// <summary>Opens and verifies a stored snapshot.</summary>
    /// <exception cref="InvalidSnapshotException">The file is missing or not a sound snapshot; the message says why.</exception>
    Snapshot Open(string version);

    /// <summary>
    /// Another text once the stored file has changed: its size and the time of its last change. Null when there is none to be seen.
    /// </summary>
    string? Stamp(string version);

    /// <summary>Removes a stored snapshot; whoever has it open keeps it. Nothing happens when there is none.</summary>
    void Delete(string version);

    /// <summary>
    /// Notes beside the snapshots which of them were served, the last first, for a process that starts while the database is
    /// away.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void NoteServed(IReadOnlyList<string> versions);

    /// <summary>The versions that <see cref="NoteServed"/> noted last; where nothing was noted, every stored one, the newest name first; none while they are out of reach.</summary>
    IReadOnlyList<string> ListServed();
}
