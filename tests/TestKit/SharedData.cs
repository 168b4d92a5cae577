using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.TestKit;

/// <summary>The research datasets, where they lie beside the checkout (<c>../shared/data</c>); tests that need one are skipped elsewhere.</summary>
public static class SharedData
{
    /// <summary>The folder of a dataset.</summary>
    public static string Folder(string name)
    {
        var folder = Path.Combine(CheckoutFolder.Root, "..", "shared", "data", name);
        Assert.SkipUnless(Directory.Exists(folder), $"There is no ../shared/data/{name} beside the checkout.");
        return folder;
    }

    /// <summary>A dataset with its published split.</summary>
    public static Dataset Read(string name) => FolderDataset.Load(Folder(name), cancellationToken: TestContext.Current.CancellationToken);
}
