using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class SpMMTests
{
    /// <summary>Every tile of every width, and columns left over.</summary>
    public static TheoryData<int> Dims => [1, 3, 8, 16, 17, 64, 100, 128, 200, 257];

    [Fact]
    public void MultipliesAMatrixWorkedOutByHand()
    {
        var y = new float[4];
        SpMM.Multiply(CsrMatrix.FromCoo(2, 3, [0, 0, 1], [0, 2, 1], [2, 3, -1]), [1, 10, 2, 20, 3, 30], 2, y);
        y.ShouldBe([11f, 110, -2, -20]);
    }

    [Theory]
    [MemberData(nameof(Dims))]
    public void AgreesWithPlainLoopsInEveryVectorWidth(int d)
    {
        var a = Matrices.Pattern(60, 40, 500, seed: d);
        var values = Matrices.Normal(500, seed: 1);
        var x = Matrices.Normal(40 * d, seed: 2);
        var expected = Matrices.Multiply(a, Matrices.ToDouble(values), Matrices.ToDouble(x), d);
        var y = Enumerable.Repeat(float.NaN, 60 * d).ToArray();

        SpMM.Multiply<Simd512, Vector512<float>>(a, values, x, d, y, plus: default, scale: 1);
        y.ShouldBeNear(expected);
        SpMM.Multiply<Simd256, Vector256<float>>(a, values, x, d, y, plus: default, scale: 1);
        y.ShouldBeNear(expected);
        SpMM.Multiply<Scalar, float>(a, values, x, d, y, plus: default, scale: 1);
        y.ShouldBeNear(expected);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(200)]
    public void AgreesWithPlainLoopsWhereTheRowsAreFetchedAhead(int d)
    {
        // Eight megabytes, of which some rows are needed; fewer non-zeros at the end than are fetched ahead.
        var cols = (8 << 20) / sizeof(float) / d;
        var a = Matrices.Pattern(60, cols, 500, seed: d);
        var values = Matrices.Normal(500, seed: 1);
        var x = Matrices.Normal(cols * d, seed: 2);
        var y = new float[60 * d];

        SpMM.Multiply(a, values, x, d, y);

        y.ShouldBeNear(Matrices.Multiply(a, Matrices.ToDouble(values), Matrices.ToDouble(x), d));
    }

    [Theory]
    [MemberData(nameof(Dims))]
    public void AddsWhatItIsAskedToBeforeItScales(int d)
    {
        var a = Matrices.Pattern(60, 40, 500, seed: d);
        var values = Matrices.Normal(500, seed: 1);
        var x = Matrices.Normal(40 * d, seed: 2);
        var start = Matrices.Normal(60 * d, seed: 3);
        var y = start.ToArray();

        SpMM.Multiply(a, values, x, d, y, plus: y, scale: 0.5f);

        y.ShouldBeNear([.. Matrices.Multiply(a, Matrices.ToDouble(values), Matrices.ToDouble(x), d).Zip(start, (p, s) => 0.5 * (p + s))]);
    }

    [Fact]
    public void GivesTheSameBitsHoweverTheRowsAreShared()
    {
        // Large enough for many parts, with a row that outweighs a part.
        const int d = 24;
        var a = Matrices.Pattern(5000, 3000, 200_000, seed: 5);
        var values = Matrices.Normal(200_000, seed: 6);
        var x = Matrices.Normal(3000 * d, seed: 7);
        var parallel = new float[5000 * d];
        SpMM.Multiply(a, values, x, d, parallel);

        for (var r = 0; r < a.Rows; r++)
        {
            var (start, end) = (a.Offsets[r], a.Offsets[r + 1]);
            var row = new CsrPattern(1, a.Cols, [0, end - start], a.Indices[start..end]);
            var alone = new float[d];
            SpMM.Multiply(row, values.AsSpan(start, end - start), x, d, alone);
            parallel.AsSpan(r * d, d).SequenceEqual(alone).ShouldBeTrue();
        }
    }

    [Fact]
    public void RefusesMemoryThatDoesNotFit()
    {
        var a = CsrMatrix.FromCoo(2, 3, [0], [0], [1]);
        Should.Throw<ArgumentException>(() => SpMM.Multiply(a, new float[5], 2, new float[4])).Message.ShouldContain("[3, 2] needs 6");
        Should.Throw<ArgumentException>(() => SpMM.Multiply(a, new float[6], 2, new float[5])).Message.ShouldContain("[2, 2] needs 4");
    }
}
