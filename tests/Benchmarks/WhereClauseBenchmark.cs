using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using KDiffE.Domain.Filtering;
using KDiffE.Domain.Ranking;

namespace KDiffE.Benchmarks;

/// <summary>
/// Which of 1,000,000 items a clause is true of: remembered, new over columns that are there, the first one, for
/// which they are built, and by parsing every item's JSON, which is what there would be without columns.
/// </summary>
[MemoryDiagnoser]
public class WhereClauseBenchmark
{
    private const int Items = 1_000_000;
    private readonly ItemAttributes _attributes = new(Items);
    private readonly ItemMask _mask = new(Items);
    private readonly WhereClause _known = Clause("1990");
    private ItemAttributes _fresh = new();
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var row = 0; row < Items; row++)
        {
            _attributes.Set(row, Encoding.UTF8.GetBytes(
                $$"""{"title":"Film {{row}}","year":{{random.Next(1920, 2026)}},"price":{{random.Next(100, 5_000) / 100.0}},"genre":["g{{random.Next(20)}}","g{{random.Next(20)}}"]}"""));
        }

        _attributes.Evaluate(_known, _mask);
    }

    [Benchmark(Baseline = true)]
    public int ParseEveryItem()
    {
        _mask.ClearAll();
        for (var row = 0; row < Items; row++)
        {
            var item = JsonNode.Parse(_attributes.Json(row).Span)!;
            _mask[row] = item["year"]!.GetValue<double>() >= 1990 && item["price"]!.GetValue<double>() < 20
                && item["genre"]!.AsArray().Any(genre => genre!.GetValue<string>() == "g3");
        }

        return _mask.Count();
    }

    /// <summary>Three comparisons: of numbers, of numbers, of lists.</summary>
    [Benchmark]
    public void NewClause() => _attributes.Evaluate(Clause($"{1_930 + (_next = (_next + 1) % 90)}.5"), _mask);

    [Benchmark]
    public void KnownClause() => _attributes.Evaluate(_known, _mask);

    /// <summary>Changes one item, with a remembered clause to keep up to date.</summary>
    [Benchmark]
    public void SetOne() => _attributes.Set(17, ++_next % 2 == 0 ? """{"year":1991,"price":5,"genre":["g3"]}"""u8 : """{"year":1981,"price":5,"genre":["g4"]}"""u8);

    [IterationSetup(Target = nameof(FirstClause))]
    public void TakeOver()
    {
        _fresh = new ItemAttributes(Items);
        for (var row = 0; row < Items; row++)
            _fresh.Set(row, _attributes.Json(row).Span);
    }

    [Benchmark]
    public void FirstClause() => _fresh.Evaluate(_known, _mask);

    private static WhereClause Clause(string year) => WhereClause.Parse($"year >= {year} and price < 20 and genre = \"g3\"");
}
