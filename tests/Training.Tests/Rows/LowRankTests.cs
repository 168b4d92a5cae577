using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;
using KDiffE.Training.Rows;

namespace KDiffE.Training.Tests.Rows;

public sealed class LowRankTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void DotProductsOfRowsOfSoLowARankAreKept()
    {
        // 30 rows in 40 columns that are combinations of three.
        var random = new Random(3);
        var (left, right) = (Draw(random, 30 * 3), Draw(random, 3 * 40));
        var rows = new float[30 * 40];
        for (var k = 0; k < rows.Length; k++)
            rows[k] = Enumerable.Range(0, 3).Sum(r => left[k / 40 * 3 + r] * right[r * 40 + k % 40]);

        var (factors, dim) = LowRank.Of(rows, 40, 3, Token);

        dim.ShouldBe(3);
        for (var a = 0; a < 30; a++)
        {
            for (var b = 0; b < 30; b++)
                Dot(factors, 3, a, b).ShouldBe(Dot(rows, 40, a, b), tolerance: 1e-3f);
        }
    }

    [Fact]
    public void TheLargestSingularValuesAreKept()
    {
        // diag(9, 1, 4, 2): the nearest of rank 2 has 9 and 4 and nothing of the others.
        var matrix = CsrMatrix.FromCoo(4, 4, [0, 1, 2, 3], [0, 1, 2, 3], [9, 1, 4, 2]);

        var (factors, dim) = LowRank.Of(matrix, 2, Token);

        dim.ShouldBe(2);
        Enumerable.Range(0, 4).Select(row => Dot(factors, 2, row, row)).ShouldBe([81, 0, 16, 0], tolerance: 1e-3f);
    }

    [Fact]
    public void ARowOfZerosStaysOne()
    {
        var random = new Random(8);
        float[] rows = [.. Enumerable.Range(0, 30 * 40).Select(k => k / 40 % 5 == 0 ? 0 : random.NextSingle() - 0.5f)];
        var matrix = CsrMatrix.FromCoo(30, 40, [.. Enumerable.Range(0, 30 * 40).Where(k => rows[k] != 0).Select(k => k / 40)],
            [.. Enumerable.Range(0, 30 * 40).Where(k => rows[k] != 0).Select(k => k % 40)], [.. rows.Where(value => value != 0)]);

        foreach (var (factors, dim) in new[] { LowRank.Of(rows, 40, 4, Token), LowRank.Of(matrix, 4, Token) })
        {
            for (var row = 0; row < 30; row++)
                factors.AsSpan(row * dim, dim).ContainsAnyExcept(0f).ShouldBe(row % 5 != 0, $"row {row}");
        }
    }

    [Fact]
    public void RowsOfFewColumnsStayAsTheyAre()
    {
        float[] rows = [1, 2, 3, 4];
        LowRank.Of(rows, 2, 8, Token).ShouldBe((rows, 2));
    }

    [Fact]
    public void TheSameContentGivesTheSameRowsWhateverWasDrawnBefore()
    {
        var matrix = CsrMatrix.FromCoo(3, 5, [0, 0, 1, 2], [0, 3, 3, 4], [1, 2, 3, 4]);

        var first = LowRank.Of(matrix, 2, Token).Rows;
        _ = TorchSharp.torch.randn(7);

        LowRank.Of(matrix, 2, Token).Rows.ShouldBe(first);
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    private static float Dot(float[] rows, int dim, int a, int b) => DotProduct.Of(rows.AsSpan(a * dim, dim), rows.AsSpan(b * dim, dim));
}
