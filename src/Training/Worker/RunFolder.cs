using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;

namespace KDiffE.Training.Worker;

/// <summary>
/// The files of one run: the data that it learns from, and its last checkpoint. Its name has the time of the request in
/// it: runs of two databases may have one number.
/// </summary>
internal sealed class RunFolder
{
    private readonly string _path;

    /// <param name="root">The folder of all runs.</param>
    /// <param name="run">The run.</param>
    internal RunFolder(string root, TrainingRun run) => _path = Path.Combine(
        Path.GetFullPath(root), string.Create(CultureInfo.InvariantCulture, $"run-{run.Id}-{run.CreatedAt.UtcDateTime:yyyyMMdd'T'HHmmssffffff}"));

    /// <summary>The file of the training's checkpoint.</summary>
    internal string CheckpointFile => Path.Combine(_path, "checkpoint");

    /// <summary>The file of LightGCN's checkpoint.</summary>
    internal string LightGcnCheckpointFile => Path.Combine(_path, "light-gcn-checkpoint");

    /// <summary>The file of the refit's checkpoint.</summary>
    internal string RefitCheckpointFile => Path.Combine(_path, "refit-checkpoint");

    /// <summary>Whether the run has files.</summary>
    internal bool Exists => Directory.Exists(_path);

    private string DataFile => Path.Combine(_path, "data");

    /// <summary>
    /// The data that an earlier attempt stored; null when there is none, or it is damaged: then the run begins anew.
    /// </summary>
    internal Dataset? Load()
    {
        if (!File.Exists(DataFile))
            return null;
        try
        {
            return Checkpoint.Read(DataFile).Dataset();
        }
        catch (FormatException)
        {
            Delete();
            return null;
        }
    }

    /// <summary>The file of the checkpoint of a trial of settings: no other trial's is ever taken for it.</summary>
    internal string TrialCheckpointFile(TrainingSettings settings) => Path.Combine(
        _path, $"trial-{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(SettingsReader.Describe(settings))))[..16]}");

    /// <summary>Stores the data.</summary>
    /// <exception cref="IOException">The files cannot be written, for example because the disk is full.</exception>
    internal void Store(Dataset data)
    {
        Directory.CreateDirectory(_path);
        var stored = new Checkpoint();
        data.Save(stored);
        stored.Write(DataFile);
    }

    /// <summary>Forgets everything.</summary>
    internal void Delete()
    {
        if (Exists)
            Directory.Delete(_path, recursive: true);
    }
}
