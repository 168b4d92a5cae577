namespace KDiffE.Infrastructure.RecBole;

/// <summary>Opens the files of a folder; one whose name ends in <c>.gz</c> is unpacked while it is read.</summary>
internal sealed class FolderFile : IDisposable
{
    internal const string Packed = ".gz";

    private readonly FileStream _file;

    private FolderFile(FileStream file, Stream content) => (_file, Content) = (file, content);

    /// <summary>What the file holds.</summary>
    internal Stream Content { get; }

    /// <summary>Bytes of the file, packed or not, that have been read.</summary>
    internal long Position => _file.Position;

    /// <summary>Opens a file to be read once, from its beginning.</summary>
    internal static FolderFile Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return new FolderFile(file, path.EndsWith(Packed, StringComparison.Ordinal) ? new GzipContent(file) : file);
    }

    /// <summary>Opens a file whose length must be known beforehand; a packed one is unpacked aside.</summary>
    /// <exception cref="InvalidDataException">It is packed and damaged.</exception>
    internal static FolderFile OpenWhole(string path)
    {
        var file = Open(path);
        if (file.Content == file._file)
            return file;
        var unpacked = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            file.Content.CopyTo(unpacked);
            unpacked.Position = 0;
            return new FolderFile(unpacked, unpacked);
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
        finally
        {
            file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        _file.Dispose();
    }
}
