using System.Diagnostics;
using System.Globalization;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>The recipes for Python, with Debian's own packages.</summary>
public sealed class PythonRecipesTests : IAsyncLifetime
{
    private readonly Site _site = new();

    private string File => _site.PathOf("model.safetensors");

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        var demo = _site.PathOf("films");
        await DoneAsync(_site.StartCommand("demo", demo, "--users", "200", "--items", "100"));
        await DoneAsync(_site.StartCommand("train", "--data", demo, "--set", "KDiffE:Epochs=2", "--snapshot", File));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 120_000)]
    public async Task NumPyAloneRanksAsTheServiceDoes()
    {
        using var snapshot = SnapshotFile.Open(File);
        snapshot.TryGetUser("user-0007", out var user).ShouldBeTrue();
        var allowed = new ItemMask(snapshot.Items);
        allowed.SetAll();
        foreach (var item in snapshot.Seen(user))
            allowed[item] = false;
        var top = new ScoredItem[10];
        new SnapshotRanking(snapshot).ByScore.Find(snapshot.UserEmbedding(user), allowed, after: null, top);

        var lines = await PythonAsync("numpy", "snapshot.py", File, "user-0007");

        lines[0].ShouldStartWith($"snapshot {snapshot.Metadata.Version} ");
        lines[1..].Select(line => line.Split("  ")).Select(parts => (parts[1], parts[2])).ShouldBe(top.Select(item => (snapshot.ItemId(item.Item), snapshot.ItemName(item.Item)!)));
        foreach (var (line, item) in lines[1..].Zip(top))
            float.Parse(line.Split("  ")[0], CultureInfo.InvariantCulture).ShouldBe(item.Score, 1e-4f);
    }

    [Fact(Timeout = 120_000)]
    public async Task FaissFindsTheItemsOfASnapshot() =>
        (await PythonAsync("faiss", "neighbours.py", File)).ShouldHaveSingleItem().ShouldMatch("^100 items: HNSW finds [0-9.]+% of the exact 20$");

    private static async Task<string[]> PythonAsync(string module, string script, params string[] arguments)
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(System.IO.File.Exists(python), "There is no Python here.");
        await using (var probe = new CommandProcess(Start(python, "-c", $"import {module}")))
            Assert.SkipUnless(await probe.WaitForExitAsync(TimeSpan.FromMinutes(2)) == 0, $"Python's {module} is not here.");
        await using var run = new CommandProcess(Start(python, [Path.Combine(CheckoutFolder.Root, "samples", "python", script), .. arguments]));
        return (await DoneAsync(run)).TrimEnd('\n').Split('\n');
    }

    private static ProcessStartInfo Start(string program, params string[] arguments) => new(program, arguments)
    {
        // It would leave its byte code in the checkout.
        Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
    };

    private static async Task<string> DoneAsync(CommandProcess command)
    {
        (await command.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0, command.Output);
        return command.Output;
    }
}
