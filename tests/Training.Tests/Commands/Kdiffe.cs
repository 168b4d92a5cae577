using System.Diagnostics;

namespace KDiffE.Training.Tests.Commands;

/// <summary>The command line as a process of its own.</summary>
internal static class Kdiffe
{
    /// <param name="database">Value of ConnectionStrings__Postgres; none when null.</param>
    /// <param name="arguments">The command and its options.</param>
    internal static Task<(int ExitCode, string Output, string Error)> RunAsync(string? database, params string[] arguments) =>
        RunWithAsync("ConnectionStrings__Postgres", database, arguments);

    /// <param name="variable">An environment variable.</param>
    /// <param name="value">What it is set to; taken away when null.</param>
    /// <param name="arguments">The command and its options.</param>
    internal static Task<(int ExitCode, string Output, string Error)> RunWithAsync(string variable, string? value, params string[] arguments) =>
        RunWithAsync(new Dictionary<string, string?> { [variable] = value }, arguments);

    /// <param name="variables">Environment variables; one that is null is taken away.</param>
    /// <param name="arguments">The command and its options.</param>
    internal static async Task<(int ExitCode, string Output, string Error)> RunWithAsync(
        IReadOnlyDictionary<string, string?> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kdiffe.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in variables)
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
