using System.Diagnostics;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>The commands of the documentation, word for word.</summary>
internal static class DocumentedCommands
{
    /// <summary>Runs the block of a page of docs that is marked with a word after its language, up to its first error.</summary>
    /// <returns>What it wrote.</returns>
    internal static async Task<string> RunAsync(string page, string mark, params (string Name, string Value)[] variables)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", page), TestContext.Current.CancellationToken);
        var block = text.Split($"```sh {mark}\n")[1].Split("```")[0];
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", block]);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var folder = new TemporaryFolder();
        start.WorkingDirectory = Path.GetDirectoryName(folder.File("x"))!;
        await using var shell = new CommandProcess(start);
        (await shell.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0, $"{block}\n{shell.Output}");
        return shell.Output;
    }
}
