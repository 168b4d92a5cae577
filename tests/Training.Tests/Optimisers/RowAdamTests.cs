using KDiffE.Training.Operators;
using KDiffE.Training.Optimisers;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Optimisers;

public sealed class RowAdamTests
{
    private const int Rows = 70;
    private const int Width = 21;

    [Fact]
    public void IsAdamWhenEveryRowIsTouched()
    {
        using var scope = NewDisposeScope();
        var table = nn.Parameter(Normal(Rows, seed: 1));
        var reference = nn.Parameter(Normal(Rows, seed: 1));
        using var rows = new RowAdam(table, 0.01, DeviceOperators.Cpu);
        using var adam = optim.Adam([reference], 0.01);
        for (var step = 0; step < 4; step++)
        {
            var gradient = Normal(Rows, seed: 10 + step);
            rows.Step([.. Enumerable.Range(0, Rows).Select(r => (long)r)], gradient);
            reference.grad = gradient;
            adam.step();
        }

        TensorMemory.ToArray(table).ShouldBe(TensorMemory.ToArray(reference), 1e-6f);
    }

    [Fact]
    public void ARowCountsItsOwnStepsAndOthersStay()
    {
        using var scope = NewDisposeScope();
        var table = nn.Parameter(ones(3, 1));
        using var rows = new RowAdam(table, 0.01, DeviceOperators.Cpu);

        rows.Step([2], tensor([5f], [1, 1]));
        rows.Step([2, 0], tensor([5f, -3], [2, 1]));

        // A gradient that stays the same moves a weight by the rate each step, whatever its size.
        TensorMemory.ToArray(table).ShouldBe([1.01f, 1, 0.98f], 1e-6f);
    }

    [Fact]
    public void TheKernelAndTheComposedStepAreTheSame()
    {
        using var scope = NewDisposeScope();
        var table = nn.Parameter(Normal(Rows, seed: 1));
        var reference = nn.Parameter(Normal(Rows, seed: 1));
        using var kernel = new RowAdam(table, 0.01, DeviceOperators.Cpu);
        using var composed = new RowAdam(reference, 0.01, new ComposedOperators(CPU));
        long[][] touched = [[3, 1, 69], [1], [68, 3, 0, 1]];
        for (var step = 0; step < touched.Length; step++)
        {
            var gradient = Normal(touched[step].Length, seed: 10 + step);
            kernel.Step(touched[step], gradient);
            composed.Step(touched[step], gradient);
        }

        TensorMemory.ToArray(table).ShouldBe(TensorMemory.ToArray(reference), 1e-6f);
    }

    [Fact]
    public void RefusesGradientsOfAnotherShape()
    {
        using var scope = NewDisposeScope();
        using var rows = new RowAdam(nn.Parameter(ones(3, 2)), 0.01, DeviceOperators.Cpu);

        Should.Throw<ArgumentException>(() => rows.Step([0], ones(1, 3)));
    }

    private static Tensor Normal(int rows, int seed) => tensor(Matrices.Normal(rows * Width, seed), [rows, Width]);
}
