namespace KDiffE.Infrastructure.Tests;

/// <summary>Research datasets that may lie beside the checkout.</summary>
internal static class SharedData
{
    /// <summary>A dataset's folder; skips the test where it is not there.</summary>
    public static string Folder(string name)
    {
        var checkout = new DirectoryInfo(AppContext.BaseDirectory);
        while (checkout is not null && !File.Exists(Path.Combine(checkout.FullName, "KDiffE.Service.sln")))
            checkout = checkout.Parent;
        var folder = Path.Combine(checkout?.Parent?.FullName ?? "", "shared", "data", name);
        Assert.SkipUnless(Directory.Exists(folder), $"there is no ../shared/data/{name} beside the checkout");
        return folder;
    }
}
