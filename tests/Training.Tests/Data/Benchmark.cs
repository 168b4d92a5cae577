using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;

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
        return FolderDataset.Load(folder!, cancellationToken: TestContext.Current.CancellationToken);
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
