using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Domain.Metrics;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Benchmarks;

/// <summary>
/// What diverse lists cost and give: trains on a folder, takes each test user's best 100 items, chooses 20 of them in several
/// ways, and measures how good, how different from each other and how widely spread they are. Categories are the entities to
/// which an item has a relation.
/// </summary>
internal sealed class DiversityStudy
{
    private const int Places = 20;
    private const int PoolSize = 100;
    private readonly Dataset _data;
    private readonly TrainedModel _model;
    private readonly int[][] _categories;

    private DiversityStudy(Dataset data, TrainingSettings settings, string relation)
    {
        _data = data;
        _model = new Experiment(data, DeviceOperators.Cpu).Train(settings, progress: null, CancellationToken.None).Model;
        var wanted = data.RelationIds.ToList().IndexOf(relation);
        _categories = [.. Enumerable.Range(0, data.Items).Select(_ => Array.Empty<int>())];
        foreach (var triples in Enumerable.Range(0, data.Triples.Count).Where(k => data.Triples.Relations[k] == wanted).GroupBy(k => data.Triples.Heads[k]))
            _categories[triples.Key] = [.. triples.Select(k => data.Triples.Tails[k]).Distinct()];
    }

    /// <summary>Prints a table, a line for each way to choose.</summary>
    /// <param name="folder">RecBole folder with a published split.</param>
    /// <param name="preset">The preset of the settings.</param>
    /// <param name="relation">The relation that leads to an item's categories.</param>
    /// <param name="overrides">Settings that differ from the preset, <c>KDiffE:Epochs=60</c>.</param>
    internal static void Run(string folder, string preset, string relation, string[] overrides)
    {
        var study = new DiversityStudy(FolderDataset.Load(folder), SettingsReader.Read(preset, overrides), relation);
        Console.WriteLine($"{study._data.Name}, preset {preset}, {Places} of {PoolSize}\n| list | NDCG@20 | recall@20 | mean distance | categories | coverage |\n|---|---|---|---|---|---|");
        var all = study._data.Items + study._data.Entities;
        foreach (var lambda in (float[])[1, .9f, .7f, .5f])
            study.Print($"λ = {lambda}", (pool, chosen) => Diversity.ByMarginalRelevance(pool, study._model.Items, study._model.Dim, lambda, chosen));
        foreach (var most in (int[])[10, 5, 3])
            study.Print($"at most {most} of a category", (pool, chosen) => Diversity.ByCategory(pool, new CategoryCap(most, all, item => study._categories[item]), chosen));
    }

    private void Print(string list, Func<ScoredItem[], ScoredItem[], int> choose)
    {
        var known = _data.Train.Items.Zip(_data.Train.Users).ToLookup(x => x.Second, x => x.First);
        var engine = ExactTopItems.ByDotProduct(_model.Items, _model.Dim);
        var (figures, recommended) = (new List<(double Ndcg, double Recall, double Distance, double Categories)>(), new HashSet<int>());
        foreach (var test in _data.Test.Items.Zip(_data.Test.Users).GroupBy(x => x.Second, x => x.First))
        {
            var (pool, chosen) = (new ScoredItem[PoolSize], new ScoredItem[Places]);
            var unknown = new ItemMask(_data.Items);
            unknown.SetAll();
            foreach (var item in known[test.Key])
                unknown[item] = false;
            var found = engine.Find(_model.Users.AsSpan(test.Key * _model.Dim, _model.Dim), unknown, after: null, pool);
            int[] items = [.. chosen.Take(choose(pool[..found], chosen)).Select(x => x.Item)];
            recommended.UnionWith(items);
            figures.Add((RankingMetrics.Ndcg(items, [.. test], Places), RankingMetrics.Recall(items, [.. test], Places), Distance(items),
                items.SelectMany(item => _categories[item]).Distinct().Count()));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"| {list} | {figures.Average(x => x.Ndcg):F4} | {figures.Average(x => x.Recall):F4} | {figures.Average(x => x.Distance):F3} | {figures.Average(x => x.Categories):F1} | {(double)recommended.Count / _data.Items:P1} |"));
    }

    private double Distance(int[] items) => items.SelectMany((a, k) => items.Skip(k + 1).Select(b => 1.0 - TensorPrimitives.CosineSimilarity(Row(a), Row(b)))).DefaultIfEmpty().Average();

    private ReadOnlySpan<float> Row(int item) => _model.Items.AsSpan(item * _model.Dim, _model.Dim);
}
