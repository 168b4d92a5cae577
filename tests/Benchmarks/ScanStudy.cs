using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KDiffE.Domain.Ranking;

namespace KDiffE.Benchmarks;

/// <summary>
/// The exact top 20 of many items on one thread, beside reading their matrix once, as float and as one byte an element. A round
/// takes each in turn; the least of the rounds counts, since whatever else the machine does only adds to it.
/// </summary>
internal static class ScanStudy
{
    private const int Rounds = 100;
    private const int Top = 20;

    /// <summary>Prints a line of name and milliseconds for each.</summary>
    public static void Run(int items, int dim)
    {
        var random = new Random(1);
        var rows = new float[items * dim];
        foreach (ref var element in rows.AsSpan())
            element = random.NextSingle() - 0.5f;
        var query = new float[dim];
        foreach (ref var element in query.AsSpan())
            element = random.NextSingle() - 0.5f;
        var allowed = new ItemMask(items);
        allowed.SetAll();
        var top = new ScoredItem[Top];
        var floats = ExactTopItems.ByDotProduct(rows, dim);
        // It happens once, so that no least of rounds leaves out what else the machine does.
        var before = Environment.CpuUsage.TotalTime;
        var quantised = new QuantizedRows(rows, dim);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"quantise {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:0.000}"));
        var scan = new QuantizedTopItems(floats, quantised);

        (string Name, Action Run)[] ways =
        [
            ("read-int8", () => TensorPrimitives.Sum(MemoryMarshal.Cast<byte, long>(quantised.Codes))),
            ("read-float", () => TensorPrimitives.Sum<float>(rows)),
            ("scan-float", () => floats.Find(query, allowed, after: null, top)),
            ("scan", () => scan.Find(query, allowed, after: null, top)),
        ];
        var least = new double[ways.Length];
        Array.Fill(least, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var begun = Stopwatch.GetTimestamp();
                ways[way].Run();
                least[way] = Math.Min(least[way], Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        foreach (var ((name, _), milliseconds) in ways.Zip(least))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {milliseconds:0.000}"));
    }
}
