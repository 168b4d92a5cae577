using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>The files that somebody has: a folder's, or a single one.</summary>
internal sealed class SourceFolder
{
    private const int HeadBytes = 1 << 16;

    private SourceFolder(string path, string folder, IReadOnlyList<string> files) => (Path, Folder, Files) = (path, folder, files);

    /// <summary>As it was given, for messages.</summary>
    internal string Path { get; }

    /// <summary>The folder that the files lie in.</summary>
    internal string Folder { get; }

    /// <summary>Names of the files, in ordinal order.</summary>
    internal IReadOnlyList<string> Files { get; }

    /// <summary>Looks at a folder, not into those in it, or at one file.</summary>
    /// <exception cref="IOException">There is no such folder or file.</exception>
    internal static SourceFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
            return new SourceFolder(path, System.IO.Path.GetDirectoryName(full)!, [System.IO.Path.GetFileName(full)]);
        if (!Directory.Exists(full))
            throw new DirectoryNotFoundException($"There is no folder or file {path}.");
        return new SourceFolder(path, full, [.. Directory.EnumerateFiles(full).Select(f => System.IO.Path.GetFileName(f)!).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The name of a file without the ending of packed ones.</summary>
    internal static string Unpacked(string file) => file.EndsWith(FolderFile.Packed, StringComparison.Ordinal) ? file[..^FolderFile.Packed.Length] : file;

    /// <summary>The files whose names end so, packed or not; one that lies there both ways counts once.</summary>
    internal IEnumerable<string> Ending(params IReadOnlyList<string> endings) => Files
        .Where(file => endings.Any(ending => Unpacked(file).EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        .DistinctBy(Unpacked);

    /// <summary>A file of this name, packed or not; null without one.</summary>
    internal string? Find(string name) => Files.FirstOrDefault(file => Unpacked(file) == name);

    /// <summary>Path of a file.</summary>
    internal string FullPath(string file) => System.IO.Path.Combine(Folder, file);

    /// <summary>Opens a file to be read once, unpacked.</summary>
    internal FolderFile OpenFile(string file) => FolderFile.Open(FullPath(file));

    /// <summary>The first line of a text; empty where the file holds none or cannot be unpacked.</summary>
    internal string Head(string file)
    {
        using var content = OpenFile(file);
        var bytes = new byte[HeadBytes];
        try
        {
            var length = content.Content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            using var text = LenientText.Open(new MemoryStream(bytes, 0, length));
            return text.ReadLine() ?? "";
        }
        catch (InvalidDataException)
        {
            return "";
        }
    }
}
