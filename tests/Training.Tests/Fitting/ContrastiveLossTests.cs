using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Fitting;

public sealed class ContrastiveLossTests
{
    [Theory]
    [InlineData(1, 2, 5, false)]
    [InlineData(1, 30, 64, false)]
    [InlineData(1, 30, 64, true)]
    [InlineData(100, 700, 20, false)]
    [InlineData(100, 700, 20, true)]
    [InlineData(110, 600, 2100, false)]
    public void TheKernelAndTheComposedOperationsAreOneFunction(int anchors, int rows, int dim, bool sampled)
    {
        var chosen = Enumerable.Range(0, rows).ToArray();
        new Random(anchors).Shuffle(chosen);
        var batch = new ContrastiveBatch(rows, chosen[..anchors], sampled ? chosen[(anchors / 2)..(2 * rows / 3)] : null);
        manual_seed(11);
        using var scope = NewDisposeScope();
        var (main, view) = (randn(rows, dim), randn(rows, dim));

        Same(main, view, batch);
    }

    [Fact]
    public void RowsWithoutDirectionGiveNoNaNAndGetNoGradient()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        var (main, view) = (randn(40, 8), randn(40, 8));
        main.narrow(0, 2, 1).zero_();
        view.narrow(0, 3, 2).zero_();

        var (gradMain, gradView) = Same(main, view, new ContrastiveBatch(40, [2, 3, 7]));

        gradMain[(2 * 8)..(3 * 8)].ShouldAllBe(g => g == 0);
        gradView[(3 * 8)..(5 * 8)].ShouldAllBe(g => g == 0);
        gradMain[(3 * 8)..(4 * 8)].ShouldContain(g => g != 0);
    }

    [Fact]
    public void OneRowAloneLosesNothing()
    {
        using var main = tensor([3f, 4], 1, 2).requires_grad_();
        using var view = tensor([-1f, 2], 1, 2);

        var loss = DeviceOperators.Cpu.ContrastiveLoss(main, view, [new(1, [0])], 0.5f, Precision.Single);
        loss.backward();

        loss.ToSingle().ShouldBe(0, 1e-6f);
        TensorMemory.ToArray(main.grad!).ShouldBe([0, 0], 1e-6f);
    }

    [Fact]
    public void TakesViewsThatArePartsOfALargerTable()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        var table = randn(8, 30);
        var batch = new ContrastiveBatch(10, [1, 4]);

        Same(table.t().narrow(0, 0, 10), table.t().narrow(0, 10, 10), batch);
    }

    [Fact]
    public void ContrastsTheRowsOfEveryBatchAmongThemselves()
    {
        manual_seed(4);
        using var scope = NewDisposeScope();

        Same(randn(90, 12), randn(90, 12), new ContrastiveBatch(60, [0, 59, 7]), new ContrastiveBatch(30, [29, 3], [1, 3, 5]));
    }

    /// <summary>Holds value and gradients of the two paths together; returns the gradients.</summary>
    private static (float[] Main, float[] View) Same(Tensor main, Tensor view, params ContrastiveBatch[] batches)
    {
        var (loss, gradMain, gradView) = Run((main, view, batches, temperature) => DeviceOperators.Cpu.ContrastiveLoss(main, view, batches, temperature, Precision.Single));
        var (expected, expectedMain, expectedView) = Run((main, view, batches, temperature) => new ComposedOperators(CPU).ContrastiveLoss(main, view, batches, temperature, Precision.Single));

        loss.ShouldBe(expected, 1e-5f);
        Near(gradMain, expectedMain);
        Near(gradView, expectedView);
        return (gradMain, gradView);

        (float, float[], float[]) Run(Func<Tensor, Tensor, IReadOnlyList<ContrastiveBatch>, float, Tensor> function)
        {
            var (a, b) = (main.detach().requires_grad_(), view.detach().requires_grad_());
            var result = function(a, b, batches, 0.3f);
            (result * 7).backward();
            return (result.ToSingle(), TensorMemory.ToArray(a.grad!), TensorMemory.ToArray(b.grad!));
        }

        static void Near(float[] actual, float[] expected)
        {
            var largest = expected.Max(Math.Abs);
            for (var k = 0; k < expected.Length; k++)
                actual[k].ShouldBe(expected[k], 1e-4f * Math.Max(Math.Abs(expected[k]), 0.01f * largest) + 1e-7f, $"at {k}");
        }
    }
}
