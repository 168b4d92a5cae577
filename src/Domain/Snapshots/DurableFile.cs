using System.Runtime.InteropServices;

namespace KDiffE.Domain.Snapshots;

/// <summary>Writes files that are whole or absent, whatever happens in between.</summary>
public static partial class DurableFile
{
    /// <summary>How the names of unfinished files end; a killed process leaves them behind.</summary>
    public const string UnfinishedExtension = ".tmp";

    /// <summary>
    /// Writes beside <paramref name="path"/>, flushes to the disk, checks, renames, flushes the folder.
    /// When anything throws, nothing is left.
    /// </summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="check">Looks at the unfinished file and throws when it must not be kept.</param>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    public static void Write(string path, Action<Stream> write, Action<string> check)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path) ?? throw new IOException($"{path} is a folder.");
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{UnfinishedExtension}");
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            check(unfinished);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        FlushFolder(folder);
    }

    // The rename itself lasts only once the folder is on the disk. .NET opens no folders; Windows needs no flush.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        const int readOnly = 0;
        var descriptor = Open(folder, readOnly);
        var failed = descriptor < 0 || FSync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeErrorMessage();
        if (descriptor >= 0)
            _ = Close(descriptor);
        if (failed)
            throw new IOException($"Cannot flush the folder {folder} to the disk: {error}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
