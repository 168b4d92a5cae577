using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.LibTorch.Tests;

public sealed class AdamTests
{
    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    public void FollowsThePublishedFormula(double decay, bool maximize)
    {
        // 70 elements: several vectors and a rest.
        var weights = Enumerable.Range(0, 70).Select(i => Math.Sin(i)).ToArray();
        using var parameter = nn.Parameter(tensor(weights));
        using var optimizer = optim.Adam([parameter], lr: 0.05, weight_decay: decay, maximize: maximize);
        var (means, squares) = (new double[70], new double[70]);

        for (var step = 1; step <= 5; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            (parameter.pow(3).sum() * step).backward();
            optimizer.step();
            for (var i = 0; i < weights.Length; i++)
            {
                var gradient = ((maximize ? -1 : 1) * 3 * weights[i] * weights[i] * step) + (decay * weights[i]);
                means[i] = (0.9 * means[i]) + (0.1 * gradient);
                squares[i] = (0.999 * squares[i]) + (0.001 * gradient * gradient);
                weights[i] -= 0.05 * (means[i] / (1 - Math.Pow(0.9, step)))
                    / (Math.Sqrt(squares[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
            }
        }

        parameter.data<double>().ToArray().ShouldBe(weights, 1e-12);
    }

    [Fact]
    public void SinglePrecisionMatchesDouble()
    {
        using var scope = NewDisposeScope();

        Trained(ScalarType.Float32).to(float64).allclose(Trained(ScalarType.Float64), atol: 1e-5).ShouldBeTrue();
    }

    [Fact]
    public void AParameterThatIsNotContiguousIsTrainedAlike()
    {
        using var scope = NewDisposeScope();
        var transposed = nn.Parameter(arange(6, dtype: float64).reshape(2, 3).t());
        var plain = nn.Parameter(arange(6, dtype: float64).reshape(2, 3).t().contiguous());
        using var optimizer = optim.Adam([transposed, plain], lr: 0.1);

        (transposed.pow(2).sum() + plain.pow(2).sum()).backward();
        optimizer.step();

        transposed.is_contiguous().ShouldBeFalse();
        transposed.allclose(plain, atol: 1e-12).ShouldBeTrue();
    }

    [Fact]
    public void AmsgradNeverForgetsTheGreatestSquare()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(tensor([1.0]));
        using var optimizer = optim.Adam([parameter], lr: 0.1, amsgrad: true);

        foreach (var scale in new[] { 10.0, 0.001 })
        {
            optimizer.zero_grad();
            (parameter * scale).sum().backward();
            optimizer.step();
        }

        // v: 0.1, then 0.0999: the denominator keeps 0.1. m: 1, then 0.9001.
        var second = 0.9001 / (1 - 0.81) / (Math.Sqrt(0.1 / (1 - (0.999 * 0.999))) + 1e-8);
        parameter.item<double>().ShouldBe(1 - 0.1 - (0.1 * second), 1e-7);
    }

    [Fact]
    public void LearningRatesCanChangeAndGroupsHaveTheirOwn()
    {
        using var scope = NewDisposeScope();
        var slow = nn.Parameter(tensor([1.0]));
        var fast = nn.Parameter(tensor([1.0]));
        using var optimizer = optim.Adam([new Adam.ParamGroup([slow], lr: 0.01), new Adam.ParamGroup([fast], lr: 0.1)]);
        (slow.sum() + fast.sum()).backward();

        optimizer.step();
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = 0;
        optimizer.step();

        slow.item<double>().ShouldBe(0.99, 1e-6);
        fast.item<double>().ShouldBe(0.9, 1e-6);
    }

    [Fact]
    public void AParameterChangedByAStepIsNotMistakenForTheSavedOne()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(tensor([1.0]));
        using var optimizer = optim.Adam([parameter]);
        var loss = parameter.pow(2).sum();
        loss.backward(retain_graph: true);
        optimizer.step();

        Should.Throw<System.Runtime.InteropServices.ExternalException>(() => loss.backward())
            .Message.ShouldContain("modified by an inplace operation");
    }

    private static Parameter Trained(ScalarType type)
    {
        var parameter = nn.Parameter(Ramp(200_000, type));
        using var optimizer = optim.Adam([parameter], lr: 0.01);
        for (var step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            parameter.pow(2).sum().backward();
            optimizer.step();
        }
        return parameter;

        static Tensor Ramp(long count, ScalarType type) => (arange(count, dtype: float64) / count).to(type);
    }
}
