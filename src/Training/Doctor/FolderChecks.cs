using System.Runtime.InteropServices;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.Training.Worker;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Training.Doctor;

/// <summary>The folders: whether they are there, could be written, and have room. Nothing is written to find that out.</summary>
internal static partial class FolderChecks
{
    // unistd.h: may write, and may pass through.
    private const int WriteAndSearch = 2 | 1;

    // A run writes its snapshot and its twin beside those that are kept.
    private const int Snug = 4;
    private const int Needed = 2;
    private const long Least = 64L << 20;

    /// <summary>The folder of snapshots, or of those that are cached.</summary>
    internal static Check Snapshots(Patient patient) => new("snapshots", _ => Task.FromResult(
        Look(ObjectStorageServices.LocalFolder(patient.Get<IConfiguration>()), FolderSnapshotStore.FolderKey)));

    /// <summary>The folder of the data and checkpoints of runs.</summary>
    internal static Check Runs(Patient patient) => new("runs", _ => Task.FromResult(
        Look(patient.Setting<RunFolderOptions>().Folder, $"{WorkerSettings.Section}:{nameof(RunFolderOptions.Folder)}")));

    private static Finding Look(string named, string setting)
    {
        var folder = Path.GetFullPath(named);
        if (!Directory.Exists(folder))
        {
            return File.Exists(folder)
                ? Finding.Error($"{folder} is a file.", $"Name a folder in {setting}.")
                : Finding.Warning($"{folder} is not there.", $"It is made when it is needed; if there should be one, mount it, or put {setting} right.");
        }

        if (Access(folder, WriteAndSearch) != 0)
            return Finding.Error($"{folder} cannot be written: {Marshal.GetLastPInvokeErrorMessage()}.", $"Let this account write it, or put {setting} right.");
        var newest = new DirectoryInfo(folder).EnumerateFiles(SnapshotFile.Pattern).MaxBy(file => file.LastWriteTimeUtc)?.Length ?? 0;
        return Judge(folder, new DriveInfo(folder).AvailableFreeSpace, newest);
    }

    /// <summary>What the room that is left means.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="free">Bytes that this account may still write.</param>
    /// <param name="newest">Bytes of the newest snapshot in it; 0 without one.</param>
    internal static Finding Judge(string folder, long free, long newest)
    {
        var message = $"{folder}, {Megabytes(free)} free{(newest > 0 ? $", the newest snapshot has {Megabytes(newest)}" : "")}";
        const string Advice = "Make room, or keep fewer snapshots (Training:KeepSnapshots, Training:KeepUnserved).";
        return free < Math.Max(Least, Needed * newest) ? Finding.Error(message, Advice)
            : free < Math.Max(Least, Snug * newest) ? Finding.Warning(message, Advice)
            : Finding.Ok(message);
    }

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:N0} MB");

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
