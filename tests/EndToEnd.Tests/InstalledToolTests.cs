using System.Diagnostics;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>The command line as a .NET tool, on a machine without a checkout.</summary>
[Trait("Category", "Slow")]
public sealed class InstalledToolTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 900_000)]
    public async Task MakesACatalogueAndTrainsOnIt()
    {
        var (packages, tools, films) = (_folder.File("packages"), _folder.File("tools"), _folder.File("films"));
        await RunAsync("dotnet", "pack", Path.Combine(CheckoutFolder.Root, "src", "Training"), "-c", "Release", "-o", packages, "-nodeReuse:false");
        await RunAsync("dotnet", "tool", "install", "KDiffE.Tool", "--tool-path", tools, "--source", packages);
        var kdiffe = Path.Combine(tools, "kdiffe");

        await RunAsync(kdiffe, "demo", films, "--users", "200", "--items", "100");
        var report = await RunAsync(kdiffe, "train", "--data", films, "--epochs", "2");

        report.ShouldContain("recall@20");
        Directory.GetFileSystemEntries(_folder.Folder).Select(Path.GetFileName).ShouldBe(["packages", "tools", "films"], ignoreOrder: true);
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        await using var process = new CommandProcess(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.Folder });
        (await process.WaitForExitAsync(Patience)).ShouldBe(0, process.Output);
        return process.Output;
    }
}
