using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Domain.Tests.Numerics;

public delegate void RowsKernel(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores);

/// <summary>Each width of the kernel computes the same dot products.</summary>
public sealed class DotProductTests
{
    public static TheoryData<string> Widths => [.. Kernels.Keys];

    private static Dictionary<string, RowsKernel> Kernels { get; } = new(StringComparer.Ordinal)
    {
        ["512"] = DotProduct.Rows<Simd512, Vector512<float>>,
        ["256"] = DotProduct.Rows<Simd256, Vector256<float>>,
        ["scalar"] = DotProduct.RowsScalar,
        ["chosen"] = DotProduct.OfRows,
    };

    [Theory]
    [MemberData(nameof(Widths))]
    public void AgreesWithDoublePrecision(string width)
    {
        var random = new Random(7);
        foreach (var d in (int[])[1, 3, 7, 8, 15, 16, 17, 31, 64, 72, 100])
        {
            foreach (var count in (int[])[0, 1, 3, 4, 5, 9])
            {
                float[] query = [.. Enumerable.Range(0, d).Select(_ => random.NextSingle() - 0.5f)];
                float[] rows = [.. Enumerable.Range(0, d * count).Select(_ => random.NextSingle() - 0.5f)];
                var scores = new float[count];
                Kernels[width](query, rows, scores);
                for (var i = 0; i < count; i++)
                    ((double)scores[i]).ShouldBe(Enumerable.Range(0, d).Sum(k => (double)query[k] * rows[(i * d) + k]), 1e-5, $"d {d} row {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void EqualRowsScoreEquallyWhereverTheyStand(string width)
    {
        var random = new Random(8);
        foreach (var d in (int[])[5, 16, 50, 64])
        {
            float[] row = [.. Enumerable.Range(0, d).Select(_ => random.NextSingle() - 0.5f)];
            var scores = new float[7];
            Kernels[width](row, [.. Enumerable.Repeat(row, 7).SelectMany(r => r)], scores);
            scores.ShouldAllBe(score => score == scores[0]);
        }
    }

    [Fact]
    public void RefusesRowsOfAnotherLength() =>
        Should.Throw<ArgumentException>(() => DotProduct.OfRows(new float[3], new float[5], new float[2]));
}
