namespace KDiffE.Domain.Snapshots;

/// <summary>Finds out before long work whether what comes of it can be written.</summary>
public static class WritableFolder
{
    // Enough that a full disk has no room for it.
    private const int TrialBytes = 64 * 1024;

    /// <summary>Makes the folder where it is missing, writes a file in it through to the disk, and deletes that again.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="setting">What names the folder; the message begins with it.</param>
    /// <exception cref="IOException">The folder cannot be made or written, for example because the disk is full; the message says why.</exception>
    public static void Check(string folder, string setting)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var trial = Path.Combine(folder, $".trial.{Guid.NewGuid():N}{DurableFile.UnfinishedExtension}");
            using var stream = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            stream.Write(new byte[TrialBytes]);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(folder, setting, error);
        }
    }

    /// <summary>What to throw when something in the folder could not be written after all.</summary>
    public static IOException Refused(string folder, string setting, Exception error) =>
        new($"{setting}: the folder {folder} cannot be written: {error.Message}", error);
}
