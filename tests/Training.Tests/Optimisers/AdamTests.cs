using KDiffE.Training.Checkpoints;
using KDiffE.Training.Operators;
using KDiffE.Training.Optimisers;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace KDiffE.Training.Tests.Optimisers;

public sealed class AdamTests
{
    // More than one part of the kernel, and a rest that fills no vector.
    private const int Count = (1 << 14) + 21;

    [Fact]
    public void StepsAsLibtorchDoes()
    {
        using var scope = NewDisposeScope();
        var (own, reference) = (Weights(), Weights());
        using var adam = new Adam([own], 0.01, DeviceOperators.Cpu);
        using var libtorch = optim.Adam([reference], 0.01);
        for (var step = 0; step < 4; step++)
        {
            own.grad = reference.grad = Gradient(step);
            adam.Step();
            libtorch.step();
        }

        TensorMemory.ToArray(own).ShouldBe(TensorMemory.ToArray(reference), 1e-6f);
    }

    [Fact]
    public void TheKernelAndTheComposedStepAreTheSame()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Weights(), Weights());
        using var kernel = new Adam([first], 0.01, DeviceOperators.Cpu);
        using var composed = new Adam([second], 0.01, new ComposedOperators(CPU));
        for (var step = 0; step < 4; step++)
        {
            (first.grad, second.grad) = (Gradient(step), Gradient(step));
            kernel.Step();
            composed.Step();
        }

        TensorMemory.ToArray(first).ShouldBe(TensorMemory.ToArray(second), 1e-6f);
    }

    [Fact]
    public void AParameterWithoutAGradientStays()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        using var adam = new Adam([weights], 0.01, DeviceOperators.Cpu);

        adam.Step();

        TensorMemory.ToArray(weights).ShouldBe(TensorMemory.ToArray(Weights()));
    }

    [Fact]
    public void GoesOnFromItsCheckpointAsIfItHadNotStopped()
    {
        using var scope = NewDisposeScope();
        var (straight, resumed) = (Weights(), Weights());
        using var adam = new Adam([straight], 0.01, DeviceOperators.Cpu);
        Step(adam, straight, 0);
        var checkpoint = new Checkpoint();
        adam.Save(checkpoint);
        checkpoint.Put("weights", straight);
        Step(adam, straight, 1);

        using var other = new Adam([resumed], 0.01, DeviceOperators.Cpu);
        other.Restore(checkpoint);
        checkpoint.CopyTo("weights", resumed);
        Step(other, resumed, 1);

        TensorMemory.ToArray(resumed).ShouldBe(TensorMemory.ToArray(straight));
    }

    private static void Step(Adam adam, Parameter weights, int step)
    {
        weights.grad = Gradient(step);
        adam.Step();
    }

    private static Parameter Weights() => nn.Parameter(tensor(Matrices.Normal(Count, seed: 1)));

    private static Tensor Gradient(int step) => tensor(Matrices.Normal(Count, seed: 10 + step));
}
