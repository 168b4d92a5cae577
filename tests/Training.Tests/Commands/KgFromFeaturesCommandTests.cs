using System.Text.Json.Nodes;
using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class KgFromFeaturesCommandTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IDisposable
{
    private const int Items = 40;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainingSeesTheClustersOfEveryModality()
    {
        var folder = await MakeAsync("films");

        var json = await RunAsync(null, "--data", folder, "--clusters", "4");

        var data = Load(folder);
        data.RelationIds.ShouldBe(["has_image", "has_text"]);
        data.Triples.Count.ShouldBe(2 * Items);
        data.EntityIds.Count(entity => entity.StartsWith("image:", StringComparison.Ordinal)).ShouldBe(4);
        // All texts are alike: one entity that every item has.
        data.EntityIds.Count(entity => entity.StartsWith("text:", StringComparison.Ordinal)).ShouldBe(1);
        json["modalities"]![0]!.ToJsonString().ShouldBe("""{"modality":"image","items":40,"clusters":4}""");
        json["modalities"]![1]!["clusters"]!.GetValue<int>().ShouldBe(1);
        json["triples"]!.ToJsonString().ShouldBe("""{"added":80,"replaced":0,"linked":40}""");
        var train = await Kdiffe.RunAsync(null, "train", "--data", folder, "--epochs", "2", "--set", "KDiffE:Dim=8");
        train.ExitCode.ShouldBe(0, train.Error);
    }

    [Fact]
    public async Task TheSameSeedMakesTheSameCopyAndLeavesTheFolderAlone()
    {
        var folder = await MakeAsync("films");

        await RunAsync(null, "--data", folder, "--clusters", "4", "--seed", "7", "--out", _folder.File("one/films"));
        await RunAsync(null, "--data", folder, "--clusters", "4", "--seed", "7", "--out", _folder.File("two/films"));

        File.Exists(Path.Combine(folder, "films.kg")).ShouldBeFalse();
        (await File.ReadAllTextAsync(_folder.File("two/films/films.kg"), Token))
            .ShouldBe(await File.ReadAllTextAsync(_folder.File("one/films/films.kg"), Token));
    }

    [Fact]
    public async Task ASecondRunIsRefusedUnlessItReplacesTheFirst()
    {
        var folder = await MakeAsync("films");
        await RunAsync(null, "--data", folder);

        var again = await Kdiffe.RunAsync(null, "kg", "from-features", "--data", folder);

        again.ExitCode.ShouldBe(1);
        again.Error.ShouldContain("films.kg already holds 80 triples of has_image and has_text; --replace");
        (await RunAsync(null, "--data", folder, "--clusters", "2", "--replace"))["triples"]!["replaced"]!.GetValue<int>().ShouldBe(80);
        Load(folder).EntityIds.Count.ShouldBe(3);
    }

    [Fact]
    public async Task TheDatabaseGetsWhatTheFolderGets()
    {
        var folder = await MakeAsync("films");
        (await Kdiffe.RunAsync(database.ConnectionString, "import", folder)).ExitCode.ShouldBe(0);

        await RunAsync(database.ConnectionString, "--from-db", "--clusters", "4");
        await RunAsync(null, "--data", folder, "--clusters", "4");

        var exported = _folder.File("exported/films");
        (await Kdiffe.RunAsync(database.ConnectionString, "export", exported)).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(exported, "films.kg"), Token))
            .ShouldBe(await File.ReadAllTextAsync(Path.Combine(folder, "films.kg"), Token));
    }

    [Fact]
    public async Task DataWithoutFeaturesAreSaidToBeSo()
    {
        await Kdiffe.RunAsync(null, "demo", _folder.File("demo"), "--users", "30", "--items", "50");

        var (exitCode, _, error) = await Kdiffe.RunAsync(null, "kg", "from-features", "--data", _folder.File("demo"));

        exitCode.ShouldBe(1);
        error.ShouldContain("'demo' has no item features.");
    }

    [Fact]
    public async Task ASnapshotOfModalityViewsIsWiderAndSaysWhatTheFeaturesWere()
    {
        var (folder, file) = (await MakeAsync("films"), _folder.File("model.safetensors"));

        var train = await Kdiffe.RunAsync(
            null, "train", "--data", folder, "--epochs", "1", "--set", "KDiffE:Dim=8", "KDiffE:Modalities=on", "Diffusion:Hidden=16", "--snapshot", file);

        train.ExitCode.ShouldBe(0, train.Error);
        using var snapshot = SnapshotFile.Open(file);
        snapshot.Dim.ShouldBe(16);
        snapshot.Metadata.HyperParameters["KDiffE:Modalities"].ShouldBe("On");
        snapshot.Metadata.Features.Select(feature => (feature.Modality, feature.Items, feature.Dim)).ShouldBe([("image", Items, 3), ("text", Items, 3)]);
        snapshot.Metadata.Features[0].LeastDeviation.ShouldBePositive();
        snapshot.Metadata.Features[1].MostMean.ShouldBe(0.1, 1e-6);
        snapshot.Metadata.Features[1].MostDeviation.ShouldBe(0, 1e-6);
    }

    private static Dataset Load(string folder) => FolderDataset.Load(folder, cancellationToken: Token);

    private async Task<JsonNode> RunAsync(string? connection, params string[] options)
    {
        var json = _folder.File("k.json");
        var run = await Kdiffe.RunAsync(connection, ["kg", "from-features", .. options, "--json", json]);
        run.ExitCode.ShouldBe(0, run.Error);
        return JsonNode.Parse(await File.ReadAllTextAsync(json, Token))!;
    }

    /// <summary>A folder of items with varied images and equal texts.</summary>
    private async Task<string> MakeAsync(string name)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        var random = new Random(1);
        await File.WriteAllLinesAsync(
            Path.Combine(folder, $"{name}.inter"),
            Enumerable.Range(0, 10 * Items).Select(k => $"u{random.Next(20)}\t{k % Items}").Prepend("user_id:token\titem_id:token"), Token);
        await WriteFeaturesAsync("image", _ => (float)random.NextDouble());
        await WriteFeaturesAsync("text", _ => 0.1f);
        return folder;

        async Task WriteFeaturesAsync(string modality, Func<int, float> value)
        {
            var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Items}, 3), }}\n";
            await File.WriteAllBytesAsync(
                Path.Combine(folder, $"{modality}_feat.npy"),
                [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header.Select(c => (byte)c), .. Enumerable.Range(0, 3 * Items).SelectMany(k => BitConverter.GetBytes(value(k)))],
                Token);
        }
    }
}
