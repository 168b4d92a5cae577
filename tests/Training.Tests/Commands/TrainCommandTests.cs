using System.Globalization;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

public sealed class TrainCommandTests(PostgresDatabase database, SmallDemo demo) : IClassFixture<PostgresDatabase>, IClassFixture<SmallDemo>, IDisposable
{
    private static readonly string[] Quick = ["--epochs", "4", "--seed", "3", "--set", "KDiffE:Dim=16", "KDiffE:Batch=512"];

    private readonly TemporaryFolder _folder = new();

    private string Demo => demo.Folder;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheJsonHoldsEveryFigureOfTheRun()
    {
        var report = await TrainAsync(null, "--data", Demo);

        report["dataset"]!["users"]!.GetValue<int>().ShouldBe(150);
        report["dataset"]!["triples"]!.GetValue<int>().ShouldBePositive();
        report["hyper_parameters"]!["KDiffE:Dim"]!.GetValue<string>().ShouldBe("16");
        (report["seed"]!.GetValue<int>(), report["device"]!.GetValue<string>()).ShouldBe((3, "cpu"));
        report["mean_similarity"]!.GetValue<double>().ShouldBeInRange(0, 1);
        report["peak_rss_mb"]!.GetValue<long>().ShouldBePositive();
        report["seconds_total"]!.GetValue<double>().ShouldBePositive();

        var epochs = report["epochs"]!.AsArray();
        epochs.Count.ShouldBe(4);
        epochs.Select(epoch => epoch!["epoch"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4]);
        epochs[3]!["loss"]!.GetValue<double>().ShouldBeLessThan(epochs[0]!["loss"]!.GetValue<double>());
        epochs[3]!["phases"]!["backward"]!.GetValue<double>().ShouldBePositive();
        var best = report["best_epoch"]!.GetValue<int>();
        epochs.Where(epoch => epoch!["valid"] is not null).MaxBy(Score)!["epoch"]!.GetValue<int>().ShouldBe(best);

        foreach (var figure in new[] { "recall@20", "ndcg@20", "precision@20", "hit@20", "coverage@20" })
        {
            report["test"]![figure]!.GetValue<double>().ShouldBeInRange(0, 1);
            report["baselines"]!["most_popular"]![figure]!.GetValue<double>().ShouldBeInRange(0, 1);
        }

        report["test"]!["by_item_bucket"].ShouldNotBeNull();
        report["test"]!["by_user_bucket"].ShouldNotBeNull();

        static double Score(JsonNode? epoch) => epoch!["valid"]!["recall@20"]!.GetValue<double>() + epoch["valid"]!["ndcg@20"]!.GetValue<double>();
    }

    [Theory]
    [InlineData("valid")]
    [InlineData("off")]
    public async Task EvaluatingTheSnapshotGivesTheFiguresOfItsTraining(string refit)
    {
        var report = await TrainAsync(null, "--data", Demo, "--refit", refit, "--snapshot", _folder.File("model.safetensors"));

        var evaluation = await Kdiffe.RunAsync(
            null, "evaluate", "--data", Demo, "--snapshot", _folder.File("model.safetensors"), "--json", _folder.File("e.json"));

        evaluation.ExitCode.ShouldBe(0, evaluation.Error);
        var test = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("e.json"), TestContext.Current.CancellationToken))!["test"]!;
        var trained = refit == "off" ? report["test"]! : report["refit"]!["test"]!;
        test["recall@20"]!.GetValue<double>().ShouldBe(trained["recall@20"]!.GetValue<double>(), 1e-9);
        test["ndcg@20"]!.GetValue<double>().ShouldBe(trained["ndcg@20"]!.GetValue<double>(), 1e-9);
    }

    [Fact]
    public async Task TheValidationPartIsLearntForAsManyEpochsAsWereBest()
    {
        var report = await TrainAsync(null, "--data", Demo);
        var dataset = report["dataset"]!;

        report["refit"]!["epochs"]!.GetValue<int>().ShouldBe(report["best_epoch"]!.GetValue<int>());
        report["refit"]!["interactions"]!.GetValue<int>().ShouldBe(dataset["train"]!.GetValue<int>() + dataset["valid"]!.GetValue<int>());
        // What is left out of its rankings besides leaves room for no fewer hits.
        report["refit"]!["selected"]!["recall@20"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(report["test"]!["recall@20"]!.GetValue<double>());
        (await TrainAsync(null, "--data", Demo, "--refit", "off"))["refit"].ShouldBeNull();
    }

    [Fact]
    public async Task ASnapshotThatHasLearntTheWholeHoldOutIsNotMeasuredByIt()
    {
        await TrainAsync(null, "--data", Demo, "--refit", "all", "--snapshot", _folder.File("model.safetensors"));

        var (exitCode, output, error) = await Kdiffe.RunAsync(null, "evaluate", "--data", Demo, "--snapshot", _folder.File("model.safetensors"));

        (exitCode, output).ShouldBe((1, ""));
        error.ShouldContain("has learnt from every test interaction of 'demo'");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task NoiseIsNotMeasuredByWhatASnapshotHasLearntOfIt(int otherSplit)
    {
        var learnt = WriteNoise("learnt", split: 1);
        var other = WriteNoise("other", otherSplit);
        await TrainAsync(null, "--data", _folder.File("learnt"), "--snapshot", _folder.File("model.safetensors"));

        var evaluation = await Kdiffe.RunAsync(
            null, "evaluate", "--data", _folder.File("other"), "--snapshot", _folder.File("model.safetensors"), "--json", _folder.File("e.json"));

        evaluation.ExitCode.ShouldBe(0, evaluation.Error);
        var leftOut = other.Count(pair => !learnt.Contains(pair));
        evaluation.Output.ShouldContain($"{leftOut:N0} of {other.Count:N0} test interactions are left out");
        var report = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("e.json"), TestContext.Current.CancellationToken))!;
        report["left_out"]!.GetValue<int>().ShouldBe(leftOut);
        // Chance hits one of 200 / 388 items within 20: .05.
        report["test"]!["recall@20"]!.GetValue<double>().ShouldBeLessThan(0.15);
    }

    /// <summary>100 users with 12 of 400 items each, drawn by chance, of which a split holds some 2 out; returns those.</summary>
    private HashSet<(int User, int Item)> WriteNoise(string name, int split)
    {
        var (random, parts, heldOut) = (new Random(5), new Random(split), new HashSet<(int, int)>());
        Directory.CreateDirectory(_folder.File(name));
        var files = new[] { "train", "valid", "test" }.Select(part => new StreamWriter(Path.Combine(_folder.File(name), $"{name}.{part}.inter"))).ToList();
        files.ForEach(file => file.WriteLine("user_id:token\titem_id:token"));
        for (var user = 0; user < 100; user++)
        {
            foreach (var item in random.GetItems(Enumerable.Range(0, 400).ToArray(), 12).Distinct())
            {
                var part = parts.Next(6) switch { 0 => 1, 1 => 2, _ => 0 };
                files[part].WriteLine($"u{user}\ti{item}");
                if (part == 2)
                    heldOut.Add((user, item));
            }
        }

        files.ForEach(file => file.Dispose());
        return heldOut;
    }

    [Fact]
    public async Task TrainingFromTheDatabaseIsTrainingFromTheFolderThatWasImported()
    {
        var import = await Kdiffe.RunAsync(database.ConnectionString, "import", Demo);
        import.ExitCode.ShouldBe(0, import.Error);

        var fromFolder = await TrainAsync(null, "--data", Demo);
        var fromDatabase = await TrainAsync(database.ConnectionString, "--from-db");

        fromDatabase["epochs"]!.AsArray().Select(e => e!["loss"]!.GetValue<double>())
            .ShouldBe(fromFolder["epochs"]!.AsArray().Select(e => e!["loss"]!.GetValue<double>()));
        fromDatabase["test"]!.ToJsonString().ShouldBe(fromFolder["test"]!.ToJsonString());
    }

    [Fact]
    public async Task TheNumberOfCoresChangesNoFigure()
    {
        // Large enough for every kernel to share its work out.
        var large = _folder.File("large");
        (await Kdiffe.RunAsync(null, "demo", large, "--users", "1200", "--items", "500")).ExitCode.ShouldBe(0);

        var one = await FiguresAsync(cores: "1");
        var three = await FiguresAsync(cores: "3");

        three.ShouldBe(one);

        async Task<string> FiguresAsync(string cores)
        {
            var json = _folder.File(cores);
            var run = await Kdiffe.RunWithAsync(
                "DOTNET_PROCESSOR_COUNT", cores, "train", "--data", large, "--epochs", "2", "--set", "KDiffE:KgHops=2", "--json", json);
            run.ExitCode.ShouldBe(0, run.Error);
            var report = JsonNode.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken))!;
            foreach (var epoch in report["epochs"]!.AsArray().Select(epoch => epoch!.AsObject()))
            {
                epoch.Remove("seconds");
                epoch.Remove("phases");
            }

            return $"{report["mean_similarity"]} {report["epochs"]} {report["test"]}";
        }
    }

    [Fact]
    public async Task WithAutoItTriesSettingsWithinItsBudgetAndGoesOnWhereItStopped()
    {
        string[] auto = ["--data", Demo, "--preset", "auto", "--tune-out", _folder.File("trials.json"), "--tune-budget"];

        var first = await TrainAsync(null, [.. auto, "00:00:00.001"]);
        // Enough for two more of the size of the defaults, however fast the machine is.
        var seconds = first["tuning"]!["seconds"]!.GetValue<double>();
        var second = await TrainAsync(null, [.. auto, string.Create(CultureInfo.InvariantCulture, $"{3 * seconds:F3}s")]);

        // The defaults are trained whatever the budget.
        (first["tuning"]!["trials"]!.GetValue<int>(), first["tuning"]!["trial"]!.GetValue<int>()).ShouldBe((1, 1));
        first["hyper_parameters"]!["KDiffE:Epochs"]!.GetValue<string>().ShouldBe("4");
        var tuning = second["tuning"]!;
        var trials = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("trials.json"), TestContext.Current.CancellationToken))!["trials"]!.AsArray();
        trials.Select(trial => trial!["trial"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, tuning["trials"]!.GetValue<int>()));
        trials.Count.ShouldBeGreaterThan(1);
        var best = trials.MaxBy(trial => trial!["score"]?.GetValue<double>() ?? -1)!;
        tuning["trial"]!.GetValue<int>().ShouldBe(best["trial"]!.GetValue<int>());
        tuning["valid_recall@20"]!.GetValue<double>().ShouldBe(best["valid"]!["recall@20"]!.GetValue<double>());
        foreach (var (name, value) in best["settings"]!.AsObject())
            second["hyper_parameters"]![name]!.ToString().ShouldBe(value!.ToString(), name);
        tuning["reason"]!.GetValue<string>().ShouldContain($"of {trials.Count} trials on the validation part");
    }

    private async Task<JsonNode> TrainAsync(string? connection, params string[] options)
    {
        var json = _folder.File(Guid.NewGuid() + ".json");
        var run = await Kdiffe.RunAsync(connection, ["train", .. options, .. Quick, "--json", json]);
        run.ExitCode.ShouldBe(0, run.Error);
        return JsonNode.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public async Task SaysWhoMakesTheTablesWhenADatabaseHasNone()
    {
        await using var empty = new PostgresDatabase();
        await empty.InitializeAsync();
        await empty.ExecuteAsync("drop schema public cascade; create schema public");

        var (exitCode, _, error) = await Kdiffe.RunAsync(empty.ConnectionString, "train", "--from-db");

        exitCode.ShouldBe(1);
        error.ShouldContain("kdiffe import");
    }
}
