using System.Security.Cryptography;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Baselines;
using KDiffE.Training.Demo;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Tests.Demo;

public sealed class DemoFolderTests : IDisposable
{
    private const string Seed7 = "cd864ddb52c2813d28217fb400a963f351abed31f670658d628de8028520d289";

    private readonly string _root = Directory.CreateTempSubdirectory("kdiffe-demo-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void TheSameSeedGivesTheSameBytesOnEveryMachine()
    {
        Hash(Make("once", seed: 7)).ShouldBe(Seed7);
        Hash(Make("other", seed: 8)).ShouldNotBe(Seed7);
    }

    [Fact]
    public void MakesAsManyUsersAndItemsAsAsked()
    {
        var folder = Make("demo", users: 120, items: 80);

        Rows(folder, "user").Length.ShouldBe(120);
        Rows(folder, "item").Select(row => row[0]).Distinct().Count().ShouldBe(80);
    }

    [Fact]
    public void EveryIdThatAFileUsesIsDefined()
    {
        var folder = Make("demo");
        var users = Ids(folder, "user");
        var items = Ids(folder, "item");
        var entities = Ids(folder, "entity");
        var relations = Ids(folder, "relation");

        Rows(folder, "inter").ShouldAllBe(row => users.Contains(row[0]) && items.Contains(row[1]));
        Rows(folder, "link").ShouldAllBe(row => items.Contains(row[0]) && entities.Contains(row[1]));
        Rows(folder, "kg").ShouldAllBe(row => entities.Contains(row[0]) && relations.Contains(row[1]) && entities.Contains(row[2]));
    }

    [Fact]
    public void NobodyWatchesAFilmTwiceAndEverybodyWatchesSome()
    {
        var viewings = Rows(Make("demo"), "inter");

        viewings.Select(row => (row[0], row[1])).Distinct().Count().ShouldBe(viewings.Length);
        viewings.GroupBy(row => row[0]).Count().ShouldBe(300);
        viewings.GroupBy(row => row[0]).ShouldAllBe(user => user.Count() >= 8);
    }

    [Fact]
    public void WhatUsersWatchFollowsTheTastesTheirRowNames()
    {
        var folder = Make("demo", items: 1000);
        var tasteOf = Rows(folder, "item").ToDictionary(row => row[0], row => TasteOf(row[2].Split(' ')));
        var tastes = Rows(folder, "user").ToDictionary(row => row[0], row => row[1].Split(' '));

        var viewings = Rows(folder, "inter");
        var fitting = viewings.Count(row => tastes[row[0]].Contains(tasteOf[row[1]]));

        // One to three of sixteen tastes: by chance less than a fifth would fit.
        ((double)fitting / viewings.Length).ShouldBeGreaterThan(0.65);

        static string TasteOf(string[] categories) => $"{categories[1]}-{categories[0]}";
    }

    [Fact]
    public void HoldsEnoughStructureForAModelToBeatThePopularFilmsByFar()
    {
        var data = FolderDataset.Load(Make("demo", users: 1000, items: 500), cancellationToken: TestContext.Current.CancellationToken);
        var evaluator = new FullRankingEvaluator(data);

        var popular = evaluator.Evaluate(new MostPopular(data), data.Test, TestContext.Current.CancellationToken).Recall;
        var neighbours = evaluator.Evaluate(new ItemKnn(data, new ItemKnnSettings(), TestContext.Current.CancellationToken), data.Test, TestContext.Current.CancellationToken).Recall;

        data.Triples.Count.ShouldBeGreaterThan(6 * data.Items, "genre, mood, director, studio, setting and decade of each film, and more of some");
        neighbours.ShouldBeGreaterThan(3 * popular);
    }

    [Fact]
    public void SomeFilmsAreFarMorePopularThanOthers()
    {
        var counts = Rows(Make("demo", items: 1000), "inter").GroupBy(row => row[1]).Select(film => film.Count()).OrderDescending().ToArray();

        counts.Take(counts.Length / 10).Sum().ShouldBeGreaterThan(counts.Sum() / 4);
    }

    [Fact]
    public void RefusesAFolderWithContentAndLeavesItAlone()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "mine")).FullName;
        File.WriteAllText(Path.Combine(folder, "thesis.txt"), "all of it");

        Should.Throw<IOException>(() => DemoFolder.Write(folder, 20, 60, 1)).Message.ShouldContain(folder);

        Directory.GetFiles(folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void StartsOverWhatAKilledRunLeft()
    {
        var left = Directory.CreateDirectory(Path.Combine(_root, "demo.unfinished")).FullName;
        File.WriteAllText(Path.Combine(left, "demo.item"), "half a r");

        Rows(Make("demo"), "item").Length.ShouldBe(150);

        Directory.Exists(left).ShouldBeFalse();
    }

    private string Make(string name, int users = 300, int items = 150, ulong seed = 1)
    {
        // The files carry the folder's name, so it is always the same.
        var folder = Path.Combine(_root, name == "demo" ? "demo" : Path.Combine(name, "demo"));
        DemoFolder.Write(folder, users, items, seed);
        return folder;
    }

    private static string Hash(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static HashSet<string> Ids(string folder, string extension) => [.. Rows(folder, extension).Select(row => row[0])];

    private static string[][] Rows(string folder, string extension) =>
        [.. File.ReadLines(Path.Combine(folder, $"demo.{extension}")).Skip(1).Select(line => line.Split('\t'))];
}
