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

    /// <summary>Removes a stored snapshot; whoever has it open keeps it. Nothing happens when there is none.</summary>
    void Delete(string version);
}
