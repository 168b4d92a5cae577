namespace KDiffE.TestKit;

/// <summary>The checkout that the tests were built from.</summary>
public static class CheckoutFolder
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder of the solution.</summary>
    /// <exception cref="InvalidOperationException">The tests do not lie below one.</exception>
    public static string Root => Found.Value;

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KDiffE.Service.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests lie in no checkout.");
        return folder.FullName;
    }
}
