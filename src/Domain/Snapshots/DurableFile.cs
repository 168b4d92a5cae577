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
        using var file = new UnfinishedFile(path);
        write(file.Stream);
        file.Finish(check);
    }

    /// <summary>The same for content that comes from elsewhere, so that it is waited for.</summary>
    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, Action<string> check)
    {
        using var file = new UnfinishedFile(path);
        await write(file.Stream);
        file.Finish(check);
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

    /// <summary>A file beside the one that it is to become; unless it is finished, nothing is left of it.</summary>
    private sealed class UnfinishedFile : IDisposable
    {
        private readonly string _path;
        private readonly string _folder;
        private readonly string _unfinished;
        private bool _finished;

        public UnfinishedFile(string path)
        {
            _path = Path.GetFullPath(path);
            _folder = Path.GetDirectoryName(_path) ?? throw new IOException($"{path} is a folder.");
            _unfinished = Path.Combine(_folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{UnfinishedExtension}");
            Stream = new FileStream(_unfinished, FileMode.CreateNew, FileAccess.Write);
        }

        public FileStream Stream { get; }

        public void Finish(Action<string> check)
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            check(_unfinished);
            File.Move(_unfinished, _path, overwrite: true);
            _finished = true;
            FlushFolder(_folder);
        }

        public void Dispose()
        {
            try
            {
                Stream.Dispose();
            }
            finally
            {
                if (!_finished)
                    File.Delete(_unfinished);
            }
        }
    }
}
