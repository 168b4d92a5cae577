using KDiffE.TestKit;

namespace KDiffE.Architecture.Tests;

/// <summary>The table of faults in docs/operations.md names a test in every line, and each of them is there.</summary>
public sealed class FaultTableTests
{
    private const string Heading = "| fault | promise | test |";

    private static readonly string[] Lines =
    [
        .. File.ReadLines(Path.Combine(CheckoutFolder.Root, "docs", "operations.md")).SkipWhile(line => line != Heading).Skip(2)
            .TakeWhile(line => line.StartsWith('|')),
    ];

    [Fact]
    public void EveryLineNamesATestThatThereIs()
    {
        Lines.Length.ShouldBeGreaterThan(15);
        Lines.Where(line => !NamesATest(line)).ShouldBeEmpty();
    }

    // The last cell is `Class.Method`.
    private static bool NamesATest(string line) => line.Split('`') is [.., var name, " |"] && name.Split('.') is [var @class, var method]
        && Directory.EnumerateFiles(Path.Combine(CheckoutFolder.Root, "tests"), $"{@class}.cs", SearchOption.AllDirectories)
            .Any(file => File.ReadAllText(file).Contains($"Task {method}(", StringComparison.Ordinal));
}
