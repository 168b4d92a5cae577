using System.Diagnostics;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>The Helm chart, checked once, with what it makes of each of its examples. Without Node.js there is no Helm, and the tests are skipped.</summary>
public sealed class Chart : IAsyncLifetime
{
    private const int NoNode = 3;
    private static readonly string Script = Path.Combine(Checkout.Root, "eng", "charts.sh");

    private readonly TemporaryFolder _folder = new();
    private string? _missing;

    /// <summary>The files of values that people start from.</summary>
    public static IReadOnlyList<string> Examples { get; } = [.. Directory
        .EnumerateFiles(Path.Combine(Checkout.Root, "deploy", "helm", "examples"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var (exitCode, output) = await RunAsync(Script);
        if (exitCode == NoNode)
            _missing = output.Trim();
        else
            exitCode.ShouldBe(0, output);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the chart makes of an example.</summary>
    public IReadOnlyList<Manifest> MadeOf(string example)
    {
        Assert.SkipUnless(_missing is null, _missing ?? "");
        var json = File.ReadAllText(Path.Combine(_folder.File("state"), "charts", $"{example}.json"));
        return [.. JsonNode.Parse(json)!.AsArray().Select(manifest => new Manifest(manifest!.AsObject()))];
    }

    /// <summary>Runs Helm on the chart, with an example and further values.</summary>
    /// <returns>Its exit code, and all that it said.</returns>
    public Task<(int ExitCode, string Output)> TemplateAsync(string example, params string[] options)
    {
        Assert.SkipUnless(_missing is null, _missing ?? "");
        return RunAsync(
            Script, ["helm", "template", "kdiffe", "deploy/helm/kdiffe", "--values", $"deploy/helm/examples/{example}.yaml", .. options]);
    }

    /// <summary>Checks a manifest of YAML as the chart's own are checked.</summary>
    /// <returns>The check's exit code, and all that it said.</returns>
    public async Task<(int ExitCode, string Output)> ValidateAsync(string manifest)
    {
        Assert.SkipUnless(_missing is null, _missing ?? "");
        var file = _folder.File("manifest.yaml");
        await File.WriteAllTextAsync(file, manifest);
        return await RunAsync("node", Path.Combine(Checkout.Root, "eng", "charts", "validate.mjs"), file, _folder.File("manifest.json"));
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Checkout.Root,
        };
        start.Environment["KDIFFE_LOCAL"] = _folder.File("state");
        await using var process = new CommandProcess(start);
        var exitCode = await process.WaitForExitAsync(TimeSpan.FromMinutes(3));
        return (exitCode, process.Output);
    }
}
