using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Credibility;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Operators;
using KDiffE.Training.Rows;
using KDiffE.Training.Search;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>
/// How well scores tell a graph's triples from random ones that were put among them, and how near to the top they have triples that
/// were taken out: the guided diffusion, truncated singular values, and each kind of evidence of the credibility by itself.
/// </summary>
internal static class DenoiseStudy
{
    private const int MostHeldOut = 400;
    private const int Rank = 64;

    // As often as the default preset trains the denoiser in 60 epochs.
    private const int Passes = 12;

    private delegate IReadOnlyList<double> Score(Triples triples);

    /// <summary>Prints a table for each share of noise, a line a score: means and sample standard deviations over the seeds.</summary>
    /// <param name="folder">RecBole folder with a knowledge graph.</param>
    /// <param name="seeds">How many seeds, from 1 on, each of which draws other noise and other held-out triples.</param>
    /// <param name="shares">Random triples, as shares of the graph's.</param>
    internal static void Run(string folder, int seeds, IEnumerable<double> shares)
    {
        var data = FolderDataset.Load(folder);
        foreach (var share in shares)
        {
            var rows = new List<(string Name, List<Figures> Figures)>();
            for (var seed = 1; seed <= seeds; seed++)
            {
                foreach (var (name, figures) in Measure(data, share, seed))
                {
                    if (rows.Find(row => row.Name == name).Figures is { } known)
                        known.Add(figures);
                    else
                        rows.Add((name, [figures]));
                }
            }

            Console.WriteLine(FormattableString.Invariant($"\n{data.Name}, {share:P0} random triples, {seeds} seeds\n| | AUC | AUC within an item | MRR of held-out triples | best is the most popular |\n|---|---|---|---|---|"));
            foreach (var (name, figures) in rows)
                Console.WriteLine($"| {name} | {Show(figures, f => f.Auc)} | {Show(figures, f => f.Within)} | {Show(figures, f => f.Reciprocal)} | {Show(figures, f => f.MostPopular)} |");
        }
    }

    private static IEnumerable<(string Name, Figures Figures)> Measure(Dataset whole, double share, int seed)
    {
        // Noise is drawn first: a triple that is held out is not false.
        var (data, heldOut) = HoldOut(GraphNoise.Inject(whole, share, seed), whole.Triples.Count, seed);
        var own = whole.Triples.Count - heldOut.Count;
        using var credibility = new TripleCredibility(data, CancellationToken.None);
        var kept = credibility.Keep().Triples;
        var random = Keys(data.Triples).Skip(own).ToHashSet();
        var found = Keys(kept).Count(random.Contains);
        Console.WriteLine(FormattableString.Invariant(
            $"{data.Name}, {share:P0} random triples, seed {seed}: noise estimated {credibility.Noise:P0}; kept {(kept.Count - found) / (double)own:P1} of the graph's triples, {found / Math.Max(1.0, random.Count):P1} of the random ones."));
        (string Name, Score Score)[] scores =
        [
            ("guided diffusion", Diffusion(data, seed)),
            ($"{Rank} singular values", SingularValues(data)),
            .. TripleEvidence.Kinds.Select((kind, k) => ($"evidence: {kind}", (Score)(triples => credibility.Evidence.Of(triples)[k]))),
            ("credibility", credibility.LogOdds),
            ("chance", triples => [.. Enumerable.Range(0, triples.Count).Select(k => Chance(triples, k))]),
        ];
        return [.. scores.Select(score => (score.Name, Figures.Of(data, own, heldOut, score.Score)))];
    }

    private static IEnumerable<(int Head, int Relation, int Tail)> Keys(Triples triples) =>
        Enumerable.Range(0, triples.Count).Select(k => (triples.Heads[k], triples.Relations[k], triples.Tails[k]));

    private static double Chance(Triples triples, int k) =>
        new SeededRandom((ulong)HashCode.Combine(triples.Heads[k], triples.Relations[k], triples.Tails[k])).Fraction();

    /// <summary>Takes some of the graph's own triples out, whose relation and tail stay in it.</summary>
    private static (Dataset Data, Triples HeldOut) HoldOut(Dataset data, int own, int seed)
    {
        var triples = data.Triples;
        var left = triples.Relations.Zip(triples.Tails).Take(own).CountBy(column => column).ToDictionary();
        var heldOut = new List<int>();
        foreach (var k in new SeededRandom((ulong)seed).Permutation(own))
        {
            var column = (triples.Relations[k], triples.Tails[k]);
            if (heldOut.Count == MostHeldOut || left[column] == 1)
                continue;
            left[column]--;
            heldOut.Add(k);
        }

        return (data with { Triples = Some(triples, Enumerable.Range(0, triples.Count).Except(heldOut)) }, Some(triples, heldOut));
    }

    private static Triples Some(Triples triples, IEnumerable<int> chosen)
    {
        int[] kept = [.. chosen];
        return new Triples(
            Array.ConvertAll(kept, k => triples.Heads[k]), Array.ConvertAll(kept, k => triples.Relations[k]), Array.ConvertAll(kept, k => triples.Tails[k]));
    }

    /// <summary>x̂_0 of the default preset's denoiser, with singular vectors of the interactions for embeddings.</summary>
    private static Score Diffusion(Dataset data, int seed)
    {
        manual_seed(seed);
        var settings = new DiffusionSettings();
        var byUser = data.Train.ByUser(data.Users, data.Items);
        var popularity = data.Train.ByItem(data.Users, data.Items);
        var values = byUser.RowIndices().Zip(byUser.Indices, (user, item) => 1 / MathF.Sqrt((float)byUser.Row(user).Length * popularity.Row(item).Length)).ToArray();
        var (rows, dim) = LowRank.Of(new CsrMatrix(data.Users, data.Items, byUser.Offsets, byUser.Indices, values), Rank, CancellationToken.None);
        var users = tensor(rows, [data.Users, dim]);
        var graph = KnowledgeGraph.From(data);
        var denoiser = new KnowledgeDenoiser(graph, popularity, dim, settings, new Random(seed), DeviceOperators.Cpu);
        var items = denoiser.Guides(users);
        var entities = items.new_zeros(data.Items + data.Entities, dim);
        var (heads, tails) = (tensor(graph.Neighbours.RowIndices(), ScalarType.Int64), tensor(graph.Neighbours.Indices, ScalarType.Int64));
        entities.index_add_(0, tails, items.index_select(0, heads), Scalars.One);
        for (var pass = 0; pass < Passes; pass++)
            denoiser.TrainPass(users, entities / tensor(Degrees(graph)).unsqueeze(1), CancellationToken.None);
        return triples => Array.ConvertAll(denoiser.Score(users, triples.Heads, triples.Tails, CancellationToken.None), x => (double)x);
    }

    private static float[] Degrees(KnowledgeGraph graph)
    {
        var degrees = new float[graph.Nodes];
        foreach (var tail in graph.Neighbours.Indices)
            degrees[tail]++;
        return Array.ConvertAll(degrees, degree => Math.Max(1, degree));
    }

    /// <summary>The items' rows as they are rebuilt from their largest singular values.</summary>
    private static Score SingularValues(Dataset data)
    {
        var columns = new TripleColumns(data);
        var ones = new CsrMatrix(data.Items, columns.Holders.Rows, columns.ColumnsOf.Offsets, columns.ColumnsOf.Indices, [.. Enumerable.Repeat(1f, columns.ColumnsOf.Indices.Length)]);
        var (rows, dim) = LowRank.Of(ones, Rank, CancellationToken.None);
        var squares = new float[dim];
        for (var k = 0; k < rows.Length; k++)
            squares[k % dim] += rows[k] * rows[k];
        var basis = new float[rows.Length];
        for (var k = 0; k < rows.Length; k++)
            basis[k] = squares[k % dim] > 0 ? rows[k] / MathF.Sqrt(squares[k % dim]) : 0;
        return triples => [.. columns.Of(triples).Zip(triples.Heads, (column, item) => columns.Holders.Row(column).ToArray()
            .Sum(holder => (double)System.Numerics.Tensors.TensorPrimitives.Dot<float>(basis.AsSpan(item * dim, dim), basis.AsSpan(holder * dim, dim))))];
    }

    private static string Show(List<Figures> figures, Func<Figures, double> figure)
    {
        var summary = SummaryStatistics.Of([.. figures.Select(figure)], []);
        return FormattableString.Invariant($"{summary.Mean:F3} ± {summary.Spread ?? double.NaN:F3}");
    }

    /// <param name="Auc">How often a true triple is above a random one.</param>
    /// <param name="Within">The same of one item's, a mean over items.</param>
    /// <param name="Reciprocal">Mean reciprocal rank of held-out triples among all tails of their relation that the item does not have.</param>
    /// <param name="MostPopular">The share of items whose best triple has the tail that most triples have.</param>
    private sealed record Figures(double Auc, double Within, double Reciprocal, double MostPopular)
    {
        internal static Figures Of(Dataset data, int own, Triples heldOut, Score score)
        {
            var triples = data.Triples;
            var scores = score(triples);
            var degree = triples.Tails.CountBy(tail => tail).ToDictionary();
            var byItem = Enumerable.Range(0, triples.Count).GroupBy(k => triples.Heads[k]).Select(group => group.ToArray()).ToArray();
            return new Figures(
                Area([.. Enumerable.Range(0, triples.Count)]),
                byItem.Where(group => group[0] < own && group[^1] >= own).Select(Area).DefaultIfEmpty(double.NaN).Average(),
                MeanReciprocalRank(data, heldOut, score),
                byItem.Average(group => degree[triples.Tails[group.MaxBy(k => scores[k])]] == group.Max(k => degree[triples.Tails[k]]) ? 1 : 0));

            double Area(int[] of) => GraphNoise.Separation(
                [.. of.Where(k => k < own).Select(k => scores[k])], [.. of.Where(k => k >= own).Select(k => scores[k])]);
        }

        private static double MeanReciprocalRank(Dataset data, Triples heldOut, Score score)
        {
            var triples = data.Triples;
            var tails = triples.Relations.Zip(triples.Tails).Distinct().ToLookup(column => column.First, column => column.Second);
            var known = Keys(triples).ToHashSet();
            var asked = Enumerable.Range(0, heldOut.Count).SelectMany(k => tails[heldOut.Relations[k]]
                .Where(tail => tail != heldOut.Heads[k] && !known.Contains((heldOut.Heads[k], heldOut.Relations[k], tail))).Select(tail => (Of: k, Tail: tail))).ToArray();
            var scores = score(new Triples(
                Array.ConvertAll(asked, a => heldOut.Heads[a.Of]), Array.ConvertAll(asked, a => heldOut.Relations[a.Of]), Array.ConvertAll(asked, a => a.Tail)));
            return asked.Zip(scores, (a, s) => (a.Of, a.Tail, Score: s)).GroupBy(a => a.Of).Average(group =>
            {
                var found = group.First(a => a.Tail == heldOut.Tails[a.Of]).Score;
                // Ties count half, as if they were drawn.
                return 1 / (1 + group.Count(a => a.Score > found) + ((group.Count(a => a.Score == found) - 1) / 2.0));
            });
        }
    }
}
