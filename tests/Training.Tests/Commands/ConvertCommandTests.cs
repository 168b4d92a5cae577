using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ItSaysWhatBecameOfEveryRowAndWhatComesNext()
    {
        await WriteAsync("clicks.csv", "wer,item_id,rating\nann,i1,3\nbob,i2,4\nbob,,4\n");

        var (exitCode, output, error) = await Kdiffe.RunAsync(
            null, "convert", _folder.File("source"), _folder.File("my films"), "--user", "wer", "--name", "films", "--json", _folder.File("r.json"));

        exitCode.ShouldBe(0, error);
        output.ShouldContain("films.inter                              2 rows");
        output.ShouldContain("clicks.csv: user is wer, item is item_id, rating is rating.");
        output.ShouldContain("1 bad rows were left out:\n  clicks.csv:4: item: is empty");
        output.ShouldContain($"  ./kdiffe import '{_folder.File("my films")}' --name films");
        error.ShouldContain("100 %  clicks.csv: 3 rows");
        (await File.ReadAllTextAsync(_folder.File("my films/films.inter"), Token)).ShouldBe("user_id:token\titem_id:token\trating:float\nann\ti1\t3\nbob\ti2\t4\n");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("r.json"), Token))!;
        json["format"]!.GetValue<string>().ShouldBe("table");
        json["sources"]!.ToJsonString().ShouldBe("""[{"file":"clicks.csv","rows":3,"bad_rows":1}]""");
        json["files"]!.ToJsonString().ShouldBe("""[{"file":"films.inter","rows":2}]""");
    }

    [Fact]
    public async Task ASourceWithoutAGoodInteractionExitsWithOneAndLeavesNothing()
    {
        await WriteAsync("clicks.csv", "user,item\n,i1\n");

        var (exitCode, _, error) = await Kdiffe.RunAsync(null, "convert", _folder.File("source"), _folder.File("films"));

        exitCode.ShouldBe(1);
        error.ShouldContain("holds no interaction that could be used");
        error.ShouldContain("clicks.csv:2: user: is empty");
        Directory.EnumerateFileSystemEntries(_folder.Folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AnUnknownFormatIsBadUsage()
    {
        var (exitCode, _, error) = await Kdiffe.RunAsync(null, "convert", "x", "y", "--format", "excel");

        exitCode.ShouldBe(2);
        error.ShouldContain("--format is 'excel', but must be one of movielens, amazon, gorse, kgat, mmrec, recbole, table.");
    }

    private async Task WriteAsync(string file, string content)
    {
        Directory.CreateDirectory(_folder.File("source"));
        await File.WriteAllTextAsync(_folder.File($"source/{file}"), content, Token);
    }
}
