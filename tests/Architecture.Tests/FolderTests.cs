using System.Text.RegularExpressions;
using KDiffE.TestKit;

namespace KDiffE.Architecture.Tests;

public sealed partial class FolderTests
{
    [Fact]
    public void AFolderIsItsNamespace()
    {
        var source = Path.Combine(CheckoutFolder.Root, "src");
        var misplaced =
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            let place = Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar)
            where !place.Contains("obj") && !place.Contains("bin")
            let declared = Declaration().Match(File.ReadAllText(file)).Groups["name"].Value
            where declared.Length > 0 && declared != $"KDiffE.{string.Join('.', place)}"
            select $"{Path.GetRelativePath(source, file)}: {declared}";

        misplaced.ShouldBeEmpty();
    }

    [Fact]
    public void ATypeHasOneNameInTheWholeSolution()
    {
        var twice = Solution.Types.Where(type => !type.IsNested && !type.Name.Contains('<') && type.Namespace.FullName.StartsWith("KDiffE", StringComparison.Ordinal))
            .Select(type => type.FullName).Distinct().GroupBy(name => name[(name.LastIndexOf('.') + 1)..]).Where(group => group.Count() > 1)
            .Select(group => string.Join(", ", group));

        twice.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();
}
