using KDiffE.Domain.Data;

namespace KDiffE.Training.Tests.Data;

/// <summary>
/// The research datasets, where they lie beside the checkout (<c>../shared/data</c>); tests that need one are
/// skipped elsewhere.
/// </summary>
internal static class Benchmark
{
    public static Dataset Read(string name)
    {
        var folder = Folder(name);
        Assert.SkipUnless(folder is not null, $"The {name} dataset is not beside the checkout.");
        var builder = new DatasetBuilder(name);
        foreach (var (part, suffix) in new[] { (SplitPart.Train, "train"), (SplitPart.Valid, "valid"), (SplitPart.Test, "test") })
        {
            var file = Path.Combine(folder!, $"{name}.{suffix}.inter");
            if (!File.Exists(file))
                continue;
            var header = File.ReadLines(file).First().Split('\t').Select(column => column.Split(':')[0]).ToList();
            var (user, item) = (header.IndexOf("user_id"), header.IndexOf("item_id"));
            foreach (var fields in File.ReadLines(file).Skip(1).Select(line => line.Split('\t')))
                builder.AddInteraction(fields[user], fields[item], part);
        }

        return builder.Build(seed: 1);
    }

    private static string? Folder(string name)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "KDiffE.Service.sln")))
            {
                var folder = Path.Combine(directory.FullName, "..", "shared", "data", name);
                return Directory.Exists(folder) ? folder : null;
            }
        }

        return null;
    }
}
