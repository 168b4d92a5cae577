using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class ScoreMatrixTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 31, 3)]
    [InlineData(6, 32, 64)]
    [InlineData(13, 70, 65)]
    public void AgreesWithPlainLoopsInEveryVectorWidth(int users, int items, int dim)
    {
        var u = Matrices.Normal(users * dim, seed: 1);
        var v = Matrices.Normal(items * dim, seed: 2);
        var chosen = Enumerable.Range(0, users).Reverse().ToArray();
        var expected = new double[users * items];
        for (var i = 0; i < users; i++)
        {
            for (var j = 0; j < items; j++)
                expected[(i * items) + j] = Enumerable.Range(0, dim).Sum(k => (double)u[(chosen[i] * dim) + k] * v[(j * dim) + k]);
        }

        foreach (var width in new[] { Simd512.Width, Simd256.Width, Scalar.Width })
        {
            var scores = Enumerable.Repeat(float.NaN, users * items).ToArray();
            new ScoreMatrix(v, dim, width).Multiply(u, chosen, scores);
            scores.ShouldBeNear(expected);
        }
    }

    [Fact]
    public void GivesAUserTheSameBitsInAnyBlock()
    {
        var u = Matrices.Normal(9 * 20, seed: 1);
        var matrix = new ScoreMatrix(Matrices.Normal(50 * 20, seed: 2), 20);
        var block = new float[9 * 50];
        matrix.Multiply(u, [0, 1, 2, 3, 4, 5, 6, 7, 8], block);
        for (var user = 0; user < 9; user++)
        {
            var alone = new float[50];
            matrix.Multiply(u, [user], alone);
            alone.ShouldBe(block.AsSpan(user * 50, 50).ToArray());
        }
    }

    [Fact]
    public void RefusesWhatDoesNotFit()
    {
        Should.Throw<ArgumentException>(() => new ScoreMatrix(new float[5], 2));
        var matrix = new ScoreMatrix(new float[6], 2);
        Should.Throw<ArgumentException>(() => matrix.Multiply(new float[4], [2], new float[3])).Message.ShouldContain("User 2");
        Should.Throw<ArgumentException>(() => matrix.Multiply(new float[4], [1], new float[4]));
    }
}
