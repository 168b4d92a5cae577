using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Layers;

namespace KDiffE.Training.Tests.Model.Layers;

public sealed class PropagationMatrixTests
{
    // Two users, two items: u0 – i0, u0 – i1, u1 – i1.
    private static readonly Interactions Edges = new([0, 0, 1], [0, 1, 1]);

    [Fact]
    public void WeighsAnEdgeByDegreesOfAAlone()
    {
        var op = Dense(PropagationMatrix.Build(Edges, 2, 2, [0.5f, 0.2f, 1f], new KDiffESettings { Xi = 0.7f }));

        // Degrees: u0 2, u1 1, i0 1, i1 2. Weights: 1 + 0.7·S.
        op[0, 2].ShouldBe(1.35f / MathF.Sqrt(2), 1e-6f);
        op[0, 3].ShouldBe(1.14f / 2, 1e-6f);
        op[1, 3].ShouldBe(1.7f / MathF.Sqrt(2), 1e-6f);
        op[0, 1].ShouldBe(0);
        op[1, 2].ShouldBe(0);
    }

    [Fact]
    public void FindsEachEdgesSimilarityInWhicheverOrderTheyCome()
    {
        var settings = new KDiffESettings { Xi = 0.7f, LayerCombination = LayerCombination.Mean };
        var sorted = PropagationMatrix.Build(Edges, 2, 3, [0.5f, 0.2f, 1f], settings);

        var shuffled = PropagationMatrix.Build(new Interactions([1, 0, 0], [1, 1, 0]), 2, 3, [1f, 0.2f, 0.5f], settings);

        shuffled.Values.ShouldBe(sorted.Values);
        shuffled.Pattern.Indices.ShouldBe(sorted.Pattern.Indices);
        // Item 2 has no edge and keeps what it is.
        shuffled.Pattern.Row(4).ToArray().ShouldBe([4]);
        shuffled.Values[^1].ShouldBe(1);
    }

    [Fact]
    public void IsSymmetric()
    {
        var op = Dense(PropagationMatrix.Build(Edges, 2, 2, [0.5f, 0.2f, 1f], new KDiffESettings()));

        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 4; column++)
                op[row, column].ShouldBe(op[column, row]);
        }
    }

    [Fact]
    public void SelfLoopsCountInTheDegrees()
    {
        var op = Dense(PropagationMatrix.Build(Edges, 2, 2, default, new KDiffESettings { SelfLoops = true, Xi = 0 }));

        op[0, 0].ShouldBe(1f / 3, 1e-6f);
        op[1, 1].ShouldBe(1f / 2, 1e-6f);
        op[0, 3].ShouldBe(1f / 3, 1e-6f);
        op[0, 2].ShouldBe(1f / MathF.Sqrt(6), 1e-6f);
    }

    [Fact]
    public void AModalityGraphIsAddedWithDegreesOfItsOwn()
    {
        var op = PropagationMatrix.Build(Edges, 2, 2, default, new KDiffESettings { Xi = 0 });

        // The graph has u0 – i1, u1 – i0, u1 – i1; only u1 – i0 is no edge of A. Degrees: u0 1, u1 2, i0 1, i1 2. It
        // weighs 0.2.
        var sum = Dense(PropagationMatrix.With(op, CsrPattern.FromPairs(2, 2, [0, 1, 1], [1, 0, 1])));

        var r = 1 / MathF.Sqrt(2);
        var (both, onlyA, onlyGraph, last) = (0.5f + 0.2f * r, r, 0.2f * r, r + 0.2f * 0.5f);
        float[,] expected = { { 0, 0, onlyA, both }, { 0, 0, onlyGraph, last }, { onlyA, onlyGraph, 0, 0 }, { both, last, 0, 0 } };
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 4; column++)
                sum[row, column].ShouldBe(expected[row, column], 1e-6f);
        }
    }

    private static float[,] Dense(CsrMatrix matrix)
    {
        var dense = new float[matrix.Rows, matrix.Cols];
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var k = matrix.Pattern.Offsets[row]; k < matrix.Pattern.Offsets[row + 1]; k++)
                dense[row, matrix.Pattern.Indices[k]] += matrix.Values[k];
        }

        return dense;
    }
}
