using KDiffE.Training.Model.Credibility;

namespace KDiffE.Training.Tests.Model.Credibility;

public sealed class LeaveOneOutRidgeTests
{
    private const int Items = 7;
    private const double Regularisation = 3;

    // Rows of three columns, of which the last is the one asked for; K = X·Xᵀ.
    private static readonly double[][] X = [[.5, .1, .7], [.2, .9, 0], [.3, .3, .4], [.8, 0, 0], [.1, .6, .9], [.4, .2, 0], [0, .7, .2]];
    private static readonly int[] Holders = [0, 2, 4, 6];

    [Fact]
    public void AnItemIsPredictedWithoutItselfAndWithoutTheColumn()
    {
        using var ridge = new LeaveOneOutRidge(Items, (item, row) => Kernel(item, row, columns: 3), CancellationToken.None);

        var lifts = ridge.Lifts(Holders, [.. Holders.Select(holder => (float)X[holder][2])], [.. Enumerable.Range(0, Items)]);

        for (var item = 0; item < Items; item++)
            lifts[item].ShouldBe(Lift(item, Predicted(item, columns: 2)), 1e-5, $"item {item}");
    }

    [Fact]
    public void AColumnThatIsNoPartOfTheKernelLeavesItAsItIs()
    {
        using var ridge = new LeaveOneOutRidge(Items, (item, row) => Kernel(item, row, columns: 3), CancellationToken.None);

        var lifts = ridge.Lifts(Holders, [], [1, 4]);

        lifts[0].ShouldBe(Lift(1, Predicted(1, columns: 3)), 1e-5);
        lifts[1].ShouldBe(Lift(4, Predicted(4, columns: 3)), 1e-5);
    }

    [Fact]
    public void NothingSpeaksForAColumnThatNobodyElseHas()
    {
        using var ridge = new LeaveOneOutRidge(Items, (item, row) => Kernel(item, row, columns: 3), CancellationToken.None);

        ridge.Lifts([5], [], [5]).ShouldHaveSingleItem().ShouldBe(0, 1e-6);
    }

    private static double Lift(int item, double predicted)
    {
        var share = Holders.Count(holder => holder != item) / (double)Items;
        return (predicted - share) / Math.Sqrt(share + 1.0 / Items);
    }

    /// <summary>k·(K + λI)⁻¹·y over the other items alone.</summary>
    private static double Predicted(int item, int columns)
    {
        int[] others = [.. Enumerable.Range(0, Items).Where(other => other != item)];
        var weights = Solve(
            [.. others.Select(a => others.Select(b => Dot(a, b, columns) + (a == b ? Regularisation : 0)).ToArray())],
            [.. others.Select(other => Holders.Contains(other) ? 1.0 : 0.0)]);
        return others.Select((other, k) => Dot(item, other, columns) * weights[k]).Sum();
    }

    private static void Kernel(int item, float[] row, int columns)
    {
        for (var other = 0; other < Items; other++)
            row[other] = (float)Dot(item, other, columns);
    }

    private static double Dot(int a, int b, int columns) => Enumerable.Range(0, columns).Sum(c => X[a][c] * X[b][c]);

    /// <summary>Gauss and Jordan.</summary>
    private static double[] Solve(double[][] matrix, double[] right)
    {
        for (var pivot = 0; pivot < right.Length; pivot++)
        {
            for (var row = 0; row < right.Length; row++)
            {
                if (row == pivot)
                    continue;
                var factor = matrix[row][pivot] / matrix[pivot][pivot];
                for (var column = 0; column < right.Length; column++)
                    matrix[row][column] -= factor * matrix[pivot][column];
                right[row] -= factor * right[pivot];
            }
        }

        return [.. right.Select((value, k) => value / matrix[k][k])];
    }
}
