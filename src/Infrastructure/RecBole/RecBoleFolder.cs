using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>The files of a RecBole folder that are known to us, by what they hold; each may be packed as <c>.gz</c>.</summary>
public sealed class RecBoleFolder
{
    private const string FeatureSuffix = "_feat.npy";

    private static readonly string[] Extensions =
        ["inter", "train.inter", "valid.inter", "test.inter", "user", "item", "link", "kg", "entity", "relation"];

    private readonly List<string> _present;

    private RecBoleFolder(string path, string name)
    {
        Path = path;
        Name = name;
        _present = [.. Directory.EnumerateFiles(path).Select(f => System.IO.Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Users = Existing("user");
        Items = Existing("item");
        Links = Existing("link");
        Entities = Existing("entity");
        Relations = Existing("relation");
        Triples = Existing("kg");
        var files = new (string? File, SplitPart Part)[]
        {
            (Existing("train.inter"), SplitPart.Train),
            (Existing("valid.inter"), SplitPart.Valid),
            (Existing("test.inter"), SplitPart.Test),
            (Existing("inter"), SplitPart.None),
        };
        Interactions = [.. files.Where(f => f.File is not null).Select(f => (f.File!, f.Part))];
        Features = [.. _present.Select(f => (File: f, Modality: Modality(f))).Where(f => f.Modality.Length > 0)
            .DistinctBy(f => f.Modality).OrderBy(f => f.Modality, StringComparer.Ordinal)];
        Unread = [.. _present.Except(Files, StringComparer.Ordinal)];
    }

    /// <summary>The folder's absolute path.</summary>
    public string Path { get; }

    /// <summary>What its files are called: the folder's own name unless another was asked for.</summary>
    public string Name { get; }

    /// <summary><c>name.user</c>, where it exists.</summary>
    public string? Users { get; }

    /// <summary><c>name.item</c>, where it exists.</summary>
    public string? Items { get; }

    /// <summary><c>name.link</c>, where it exists.</summary>
    public string? Links { get; }

    /// <summary><c>name.entity</c>, where it exists.</summary>
    public string? Entities { get; }

    /// <summary><c>name.relation</c>, where it exists.</summary>
    public string? Relations { get; }

    /// <summary><c>name.kg</c>, where it exists.</summary>
    public string? Triples { get; }

    /// <summary>Interaction files: the parts of a published split first, in the order train, valid, test.</summary>
    public IReadOnlyList<(string File, SplitPart Part)> Interactions { get; }

    /// <summary>Feature files by modality, in ordinal order.</summary>
    public IReadOnlyList<(string File, string Modality)> Features { get; }

    /// <summary>Files that lie in the folder and are none of these, in ordinal order.</summary>
    public IReadOnlyList<string> Unread { get; }

    /// <summary>Whether the folder brings its own split.</summary>
    public bool HasSplit => Interactions.Any(f => f.Part != SplitPart.None);

    /// <summary>Bytes of all its files, as they lie there.</summary>
    public long TotalBytes => Files.Sum(f => new FileInfo(FullPath(f)).Length);

    /// <summary>All its files.</summary>
    internal IEnumerable<string> Files =>
        new[] { Users, Items, Links, Entities, Relations, Triples }.OfType<string>()
            .Concat(Interactions.Select(f => f.File)).Concat(Features.Select(f => f.File));

    /// <summary>Looks into a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">None of its files is called as RecBole's are.</exception>
    public static RecBoleFolder Open(string path, string? name = null)
    {
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException(File.Exists(path) ? $"{path} is a file, not a folder." : $"There is no folder {path}.");
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var folder = new RecBoleFolder(full, name ?? System.IO.Path.GetFileName(full));
        if (folder.Files.Any())
            return folder;
        var holds = folder._present.Count == 0 ? "" : $" It holds {string.Join(", ", folder._present.Take(10))}{(folder._present.Count > 10 ? ", …" : "")}.";
        throw new FileNotFoundException(
            $"{path} holds none of {folder.Name}.inter, .train.inter, .valid.inter, .test.inter, .user, .item, .link, .kg, .entity, .relation or *{FeatureSuffix}; --name says what its files are called.{holds}");
    }

    /// <summary>Path of one of its files.</summary>
    public string FullPath(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>The name under which an unread file would be read, where that differs in case alone; null otherwise.</summary>
    internal string? NearestTo(string file) => Extensions.Select(extension => $"{Name}.{extension}").SelectMany(known => new[] { known, known + FolderFile.Packed })
        .FirstOrDefault(known => known != file && string.Equals(known, file, StringComparison.OrdinalIgnoreCase));

    /// <summary>A file that lies there unpacked is taken before a packed one.</summary>
    private string? Existing(string extension) =>
        _present.Find(f => f == $"{Name}.{extension}") ?? _present.Find(f => f == $"{Name}.{extension}{FolderFile.Packed}");

    private static string Modality(string file)
    {
        var name = file.EndsWith(FolderFile.Packed, StringComparison.Ordinal) ? file[..^FolderFile.Packed.Length] : file;
        return name.EndsWith(FeatureSuffix, StringComparison.Ordinal) ? name[..^FeatureSuffix.Length] : "";
    }
}
