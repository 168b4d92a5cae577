namespace KDiffE.Fuzz;

/// <summary>The inputs to begin with: those that are committed, and those that the project's own writers make.</summary>
internal static class Corpus
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Corpus");

    /// <summary>A target's inputs; at least one.</summary>
    internal static IReadOnlyList<byte[]> Of(FuzzTarget target)
    {
        var folder = Path.Combine(Folder, target.Name);
        return
        [
            .. Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [],
            .. target.Seeds,
        ];
    }

    /// <summary>Writes them as files, for a fuzzer to start from.</summary>
    internal static void Write(FuzzTarget target, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (input, k) in Of(target).Select((input, k) => (input, k)))
            File.WriteAllBytes(Path.Combine(folder, $"seed-{k}"), input);
    }
}
