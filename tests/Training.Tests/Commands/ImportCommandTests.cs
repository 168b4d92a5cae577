using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class ImportCommandTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFileThatIsUnusableAsAWholeFailsTheImportWithItsReason()
    {
        await WriteAsync("shop.item", "item_id:token\na\n");
        await WriteAsync("shop.inter", "user_id:token\tproduct:token\nu\ta\n");
        await WriteAsync("other.inter", "");

        var (exitCode, output, error) = await ImportAsync();

        exitCode.ShouldBe(1);
        error.ShouldContain("Nothing of shop.inter could be used: shop.inter:1: item_id: the file lacks this column");
        output.ShouldContain("Not read: other.inter.");
    }

    [Fact]
    public async Task TrainingSaysOfAFolderWhatTheImportSays()
    {
        await WriteAsync("shop.inter", "user_id:token\titem_id:token\tTimestamp:float\n" + string.Concat(Enumerable.Range(0, 40).Select(n => $"u{n % 5}\ti{n}\t{n}\n")));
        await WriteAsync("notes.txt", "");
        string[] notes = ["Not read: notes.txt.", "shop.inter: the column 'Timestamp' is kept as an attribute; the known one is called 'timestamp'."];

        var import = await ImportAsync();
        var train = await Kdiffe.RunAsync(null, "train", "--data", Folder, "--epochs", "1", "--set", "KDiffE:Dim=4");

        (import.ExitCode, train.ExitCode).ShouldBe((0, 0), train.Error);
        foreach (var note in notes)
        {
            import.Output.ShouldContain(note);
            train.Error.ShouldContain(note);
        }
    }

    [Fact]
    public async Task ReplacingAndPruningCountWhatGoes()
    {
        await database.ExecuteAsync("truncate users, items, entities, relations cascade");
        await WriteAsync("shop.inter", "user_id:token\titem_id:token\ttimestamp:float\nu\ta\t1\nu\tb\t86400\nv\tb\t172800\n");
        (await ImportAsync()).ExitCode.ShouldBe(0);

        var dry = await Kdiffe.RunAsync(database.ConnectionString, "prune", "--before", "1970-01-03", "--orphans");
        dry.Output.ShouldContain("Nothing was deleted; --yes deletes.");
        var pruned = await Kdiffe.RunAsync(
            database.ConnectionString, "prune", "--before", "1970-01-03", "--orphans", "--yes", "--json", _folder.File("prune.json"));
        pruned.ExitCode.ShouldBe(0, pruned.Error);
        var tables = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("prune.json"), Cancellation))!["tables"]!.AsArray();
        tables.Select(t => $"{t!["table"]} {t["deleted"]} {t["kept"]}").ShouldBe(["interactions 2 1", "users 1 1", "items 1 1", "entities 0 0", "relations 0 0"]);

        await WriteAsync("shop.inter", "user_id:token\titem_id:token\ttimestamp:float\nw\ta\t1\n");
        var (exitCode, output, error) = await ImportAsync("--replace");
        exitCode.ShouldBe(0, error);
        output.ShouldMatch(@"interactions\s+1 inserted\s+0 updated\s+0 unchanged\s+1 deleted");
        (await database.QueryAsync<string>("select key from users")).ShouldBe(["w"]);
    }

    [Fact]
    public async Task RatingsAndEventsSayWhatIsLearnt()
    {
        await WriteAsync("shop.inter", "user_id:token\titem_id:token\trating:float\tevent_type:token\n"
            + string.Concat(Enumerable.Range(0, 60).Select(n => $"u{n % 5}\ti{n}\t{(n < 10 ? 1 : 5)}\t{(n is 10 or 11 ? "dislike" : "")}\n")));

        var run = await Kdiffe.RunAsync(
            null, "train", "--data", Folder, "--epochs", "1", "--set", "KDiffE:Dim=4", "--min-rating", "3", "--event-weight", "dislike=-1", "--json", _folder.File("train.json"));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("12 pairs are no positives and not learnt from.");
        var dataset = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("train.json"), Cancellation))!["dataset"]!;
        dataset["negative"]!.GetValue<int>().ShouldBe(12);
        (dataset["train"]!.GetValue<int>() + dataset["valid"]!.GetValue<int>() + dataset["test"]!.GetValue<int>()).ShouldBe(48);
    }

    private string Folder => _folder.File("shop");

    private Task<(int ExitCode, string Output, string Error)> ImportAsync(params string[] more) =>
        Kdiffe.RunAsync(database.ConnectionString, ["import", Folder, .. more]);

    private Task WriteAsync(string file, string content)
    {
        Directory.CreateDirectory(Folder);
        return File.WriteAllTextAsync(Path.Combine(Folder, file), content, Cancellation);
    }
}
