using System.Diagnostics;

namespace KDiffE.TestKit;

/// <summary>Prometheus' own checks; eng/promtool.sh puts the tool where it is looked for.</summary>
public static class Promtool
{
    /// <summary>What is wrong with metrics in Prometheus' text format, but for the names that .NET itself chose.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(string metrics) =>
        [.. (await RunAsync(metrics, "check", "metrics")).Output.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("dotnet_", StringComparison.Ordinal))];

    /// <summary>Runs <c>promtool</c> to its end.</summary>
    /// <param name="input">What it reads; empty for nothing.</param>
    /// <param name="arguments">Its command and what belongs to it.</param>
    /// <returns>Its exit code, and all that it said.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string input, params string[] arguments)
    {
        var own = Path.Combine(CheckoutFolder.Root, ".local", "tools", "promtool");
        using var process = Process.Start(new ProcessStartInfo(File.Exists(own) ? own : "promtool", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (said, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await failed);
    }
}
