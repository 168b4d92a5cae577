using System.Diagnostics;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>This checkout's commands with a state folder of its own, so that nobody's database or snapshots are touched.</summary>
public sealed class Checkout : IAsyncDisposable
{
    private Checkout(string state) => State = state;

    public static string Root => CheckoutFolder.Root;

    /// <summary>Stands in for <c>.local</c>; its name has a space on purpose.</summary>
    public string State { get; }

    /// <summary>A small demo catalogue: 150 users, 100 items.</summary>
    public string Catalogue => Path.Combine(State, "tiny");

    public static Checkout Create()
    {
        // Not a private temporary folder: when called by root, PostgreSQL's account has to get in.
        var checkout = new Checkout(Path.Combine(Path.GetTempPath(), $"kdiffe test {Guid.NewGuid():n}"));
        Directory.CreateDirectory(checkout.State);
        return checkout;
    }

    public static async Task<Checkout> CreateWithCatalogueAsync()
    {
        var checkout = Create();
        await checkout.RunAsync("kdiffe", "demo", checkout.Catalogue, "--users", "150", "--items", "100");
        return checkout;
    }

    /// <summary>Runs a command to its end and returns what it printed; throws when it fails.</summary>
    public async Task<string> RunAsync(string command, params string[] arguments)
    {
        await using var process = Start(command, arguments);
        var exitCode = await process.WaitForExitAsync(TimeSpan.FromMinutes(3));
        exitCode.ShouldBe(0, process.Output);
        return process.Output;
    }

    /// <summary>The answer of the private database to a query, unaligned and without headers.</summary>
    public async Task<string> QueryAsync(string query) =>
        (await RunAsync("eng/postgres.sh", "psql", "kdiffe", "-Atc", query)).Trim();

    public CommandProcess Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, command), arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["KDIFFE_LOCAL"] = State;
        foreach (var name in new[] { "ConnectionStrings__Postgres", "Snapshots__Folder", "KDIFFE_DATASET" })
            start.Environment.Remove(name);
        return new CommandProcess(start);
    }

    /// <summary>Command lines of the processes, of any generation, that were started with this state folder.</summary>
    public IReadOnlyList<string> LivingProcesses() =>
        [.. Directory.EnumerateDirectories("/proc").Where(IsOurs).Select(folder => Read(folder, "cmdline").Replace('\0', ' '))];

    /// <summary>The process id of a living .NET process whose command line contains <paramref name="part"/>; 0 where there is none.</summary>
    public int ProcessWith(string part) =>
        Directory.EnumerateDirectories("/proc").Where(IsOurs)
            .Where(folder => Read(folder, "cmdline").Contains(part, StringComparison.Ordinal) && Read(folder, "comm").StartsWith("dotnet", StringComparison.Ordinal))
            .Select(folder => int.Parse(Path.GetFileName(folder)))
            .FirstOrDefault();

    public async ValueTask DisposeAsync()
    {
        await RunAsync("run.sh", "--reset");
        Directory.Delete(State, recursive: true);
    }

    private bool IsOurs(string folder) => Read(folder, "environ").Contains($"KDIFFE_LOCAL={State}\0", StringComparison.Ordinal);

    /// <summary>A file of /proc; empty once the process has gone or where it is another account's.</summary>
    private static string Read(string folder, string name)
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(folder)[0]) ? File.ReadAllText(Path.Combine(folder, name)) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
