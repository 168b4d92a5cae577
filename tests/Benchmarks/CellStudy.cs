using System.Diagnostics;
using System.Globalization;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Fitting;

namespace KDiffE.Benchmarks;

/// <summary>
/// How many of the exact top 20 a search of the nearest cells finds, and how long it takes beside the exact one, by the share of the items that is
/// searched and by how many are allowed. Items are planted: topics in a space whose directions matter less and less, items around them,
/// and users who like a few topics.
/// </summary>
internal static class CellStudy
{
    private const int Topics = 500;
    private const int Queries = 200;
    private const int Rounds = 5;
    private const int Top = 20;

    // Of the length of a row.
    private const float Noise = 0.3f;
    private static readonly double[] Shares = [0.005, 0.01, 0.02, 0.05, 0.1];
    private static readonly double[] Allowed = [1, 0.5, 0.1, 0.01];

    /// <summary>Prints a line for each share of items that is allowed, and of those that are searched.</summary>
    public static void Run(int items, int dim)
    {
        var random = new Random(5);
        var scale = Enumerable.Range(0, dim).Select(column => (float)Math.Pow(1 + column, -0.5)).ToArray();
        var topics = Normal(random, Topics, scale);
        var rows = Around(random, topics, scale, items, liked: 1);
        var queries = Around(random, topics, scale, Queries, liked: 3);
        Measure(rows, queries, dim, dim);
    }

    /// <summary>The same for the rows of a snapshot, each many times and a little different, with its first users as queries.</summary>
    public static void Run(string path, int times)
    {
        using var snapshot = SnapshotFile.Open(path);
        var (random, dim) = (new Random(6), snapshot.Dim);
        var one = Enumerable.Repeat(1f, dim).ToArray();
        var rows = Normal(random, snapshot.Items * times, one);
        for (var row = 0; row < snapshot.Items * times; row++)
        {
            var own = rows.AsSpan(row * dim, dim);
            var copied = snapshot.ItemEmbedding(row % snapshot.Items);
            var noise = Noise * MathF.Sqrt(DotProduct.Of(copied, copied) / dim);
            for (var column = 0; column < dim; column++)
                own[column] = copied[column] + (times == 1 ? 0 : noise * own[column]);
        }

        Measure(rows, snapshot.UserEmbeddings[..(Math.Min(Queries, snapshot.Users) * dim)].ToArray(), dim, snapshot.Parts.Own);
    }

    private static void Measure(float[] given, float[] queries, int dim, int own)
    {
        var items = given.Length / dim;
        var begun = Stopwatch.GetTimestamp();
        var content = ItemArrangement.Arrange(Content(given, dim), CancellationToken.None);
        Say($"{items} items of {dim} in {content.CellOffsets.Length - 1} cells, made in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s");
        var rows = content.ItemEmbeddings;
        using var bytes = new QuantizedRows(rows, dim);
        var cells = new ItemCells(content.CellOffsets, content.CellCentroids);
        Say($"similar items");
        Measure(ExactTopItems.ByCosine(rows, dim, own), bytes, cells, rows.AsSpan(0, Queries * dim).ToArray(), dim, [1]);
        Say($"for users");
        Measure(ExactTopItems.ByDotProduct(rows, dim), bytes, cells, queries, dim, Allowed);
    }

    private static void Measure(ExactTopItems floats, QuantizedRows bytes, ItemCells cells, float[] queries, int dim, double[] shares)
    {
        var (items, exact) = (floats.Count, new QuantizedTopItems(floats, bytes));
        foreach (var allowed in shares)
        {
            var random = new SeededRandom(7);
            ItemMask? mask = null;
            if (allowed < 1)
            {
                mask = new ItemMask(items);
                for (var row = 0; row < items; row++)
                    mask[row] = random.Chance(allowed);
            }

            var (expected, slow) = Answers(exact, queries, dim, mask);
            Say($"{allowed:P0} allowed: exact {slow:0.000} ms");
            foreach (var share in Shares)
            {
                var (found, fast) = Answers(new QuantizedTopItems(floats, bytes, cells, share), queries, dim, mask);
                var recall = expected.Zip(found).Average(pair => pair.First.Count == 0 ? 1 : (double)pair.First.Count(pair.Second.Contains) / pair.First.Count);
                Say($"  {share:P1} searched: recall@20 {recall:0.0000}, least {expected.Zip(found).Min(pair => pair.Second.Count)} found, {fast:0.000} ms, {slow / fast:0.0}×");
            }
        }
    }

    // The median over the queries of the least of some rounds, in milliseconds.
    private static (List<HashSet<int>> Items, double Milliseconds) Answers(QuantizedTopItems engine, float[] queries, int dim, ItemMask? allowed)
    {
        var (answers, times) = (new List<HashSet<int>>(), new List<double>());
        var top = new ScoredItem[Top];
        for (var query = 0; query < queries.Length / dim; query++)
        {
            var (least, found) = (double.MaxValue, 0);
            for (var round = 0; round < Rounds; round++)
            {
                var begun = Stopwatch.GetTimestamp();
                found = engine.Find(queries.AsSpan(query * dim, dim), allowed, after: null, top);
                least = Math.Min(least, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            times.Add(least);
            answers.Add([.. top[..found].Select(item => item.Item)]);
        }

        times.Sort();
        return (answers, times[times.Count / 2]);
    }

    private static SnapshotContent Content(float[] rows, int dim)
    {
        var items = rows.Length / dim;
        return new SnapshotContent(
            new SnapshotMetadata("cells", "planted", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
            dim, [], new string[items], new string?[items], [], rows, new int[items], [0], []);
    }

    private static float[] Around(Random random, float[] topics, float[] scale, int count, int liked)
    {
        var dim = scale.Length;
        var rows = Normal(random, count, Array.ConvertAll(scale, x => 0.6f * x));
        for (var row = 0; row < count; row++)
        {
            var own = rows.AsSpan(row * dim, dim);
            for (var k = 0; k < liked; k++)
            {
                var topic = topics.AsSpan(random.Next(Topics) * dim, dim);
                for (var column = 0; column < dim; column++)
                    own[column] += topic[column] / liked;
            }

            // The popular ones are longer.
            var length = MathF.Exp(0.2f * (random.NextSingle() - 0.5f));
            foreach (ref var value in own)
                value *= length;
        }

        return rows;
    }

    private static float[] Normal(Random random, int count, float[] scale)
    {
        var values = new float[count * scale.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())) * scale[i % scale.Length];
        return values;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
