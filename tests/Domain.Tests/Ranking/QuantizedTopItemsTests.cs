using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Ranking;

/// <summary>The first pass over bytes changes nothing of what is found, whatever the numbers.</summary>
public abstract class QuantizedTopItemsTests : TopItemsContract, IDisposable
{
    private readonly List<QuantizedRows> _made = [];

    private static readonly float[] Odd = [0, -0f, 1e-30f, float.Epsilon, 1e18f, -1e17f, 3e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-9f];

    /// <summary>Whether vectors of 512 bits are to be used where there are some.</summary>
    protected abstract bool IsWide { get; }

    public override ITopItems ByDotProduct(float[] rows, int dim) => Over(ExactTopItems.ByDotProduct(rows, dim), rows, dim);

    public override ITopItems ByCosine(float[] rows, int dim) => Over(ExactTopItems.ByCosine(rows, dim), rows, dim);

    public void Dispose()
    {
        _made.ForEach(rows => rows.Dispose());
        _made.Clear();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void ItFindsWhatTheFloatsSay()
    {
        var random = new Random(21);
        for (var trial = 0; trial < 400; trial++)
        {
            var (d, items, n) = (random.Next(1, 150), random.Next(0, 3_500), random.Next(1, 60));
            var rows = Rows(random, items, d);
            var query = Row(random, d);
            var allowed = random.Next(3) switch
            {
                0 => null,
                1 => Allowed(items + 70, [.. Enumerable.Range(0, items).Where(_ => random.Next(4) > 0)]),
                _ => Allowed(items, [.. Enumerable.Range(0, items).Where(item => item / 64 % 2 == 0)]),
            };
            SameAsTheFloats(ExactTopItems.ByDotProduct(rows, d), ByDotProduct(rows, d), query, allowed, n);
            SameAsTheFloats(ExactTopItems.ByCosine(rows, d), ByCosine(rows, d), query, allowed, n);
            var some = ExactTopItems.ByCosine(rows, d, compared: random.Next(1, d + 1));
            SameAsTheFloats(some, Over(some, rows, d), query, allowed, n);
            Dispose();
        }
    }

    [Fact]
    public void NearlyEqualScoresKeepTheOrderOfTheFloats()
    {
        var random = new Random(22);
        var row = Row(random, 64);
        float[] rows = [.. Enumerable.Range(0, 2_000).SelectMany(_ => row.Select(x => random.Next(8) == 0 ? MathF.BitIncrement(x) : x))];

        SameAsTheFloats(ExactTopItems.ByDotProduct(rows, 64), ByDotProduct(rows, 64), row, allowed: null, n: 50);
        SameAsTheFloats(ExactTopItems.ByCosine(rows, 64), ByCosine(rows, 64), row, allowed: null, n: 50);
    }

    [Fact]
    public void RowsAndQueriesThatAreNoOrdinaryNumbersAreFoundAsEver()
    {
        var random = new Random(23);
        for (var trial = 0; trial < 200; trial++)
        {
            var d = random.Next(1, 40);
            var rows = Rows(random, 300, d);
            for (var k = random.Next(60); k > 0; k--)
                rows[random.Next(rows.Length)] = Odd[random.Next(Odd.Length)];
            var query = Row(random, d);
            if (random.Next(2) == 0)
                query[random.Next(d)] = Odd[random.Next(Odd.Length)];

            SameAsTheFloats(ExactTopItems.ByDotProduct(rows, d), ByDotProduct(rows, d), query, allowed: null, n: 20);
            SameAsTheFloats(ExactTopItems.ByCosine(rows, d), ByCosine(rows, d), query, allowed: null, n: 20);
            Dispose();
        }
    }

    private QuantizedTopItems Over(ExactTopItems exact, float[] rows, int dim)
    {
        _made.Add(new QuantizedRows(rows, dim, IsWide));
        return new QuantizedTopItems(exact, _made[^1]);
    }

    // Two pages, since the second one is bounded from both sides.
    private static void SameAsTheFloats(ITopItems floats, ITopItems quantised, float[] query, ItemMask? allowed, int n)
    {
        var first = Find(floats, query, allowed, n);
        Find(quantised, query, allowed, n).ShouldBe(first);
        if (first.Length > 0)
            Find(quantised, query, allowed, n, first[^1]).ShouldBe(Find(floats, query, allowed, n, first[^1]));
    }

    // Lengths from 1e-6 to 1e6, one large element among small ones, rows of zeros, and many that are the same.
    private static float[] Rows(Random random, int items, int d)
    {
        var rows = new float[items * d];
        for (var item = 0; item < items; item++)
        {
            var row = rows.AsSpan(item * d, d);
            if (item > 0 && random.Next(6) == 0)
                rows.AsSpan((item - 1) * d, d).CopyTo(row);
            else if (random.Next(20) > 0)
                Row(random, d).CopyTo(row);
        }

        return rows;
    }

    private static float[] Row(Random random, int d)
    {
        var length = MathF.Pow(10, random.Next(-6, 7));
        float[] row = [.. Enumerable.Range(0, d).Select(_ => (random.NextSingle() - 0.5f) * length)];
        if (random.Next(4) == 0)
            row[random.Next(d)] *= 1_000;
        return row;
    }
}

/// <summary>On the widest vectors that the processor has.</summary>
public sealed class WideQuantizedTopItemsTests : QuantizedTopItemsTests
{
    protected override bool IsWide => true;
}

/// <summary>On vectors of 256 bits.</summary>
public sealed class NarrowQuantizedTopItemsTests : QuantizedTopItemsTests
{
    protected override bool IsWide => false;
}
