using KDiffE.Training.Optimisers;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Tests.Optimisers;

public sealed class ParameterAverageTests
{
    [Fact]
    public void TheAverageForgetsItsStartFasterThanItsDecay()
    {
        using var module = new One(8);
        using var average = new ParameterAverage(module, 0.15f);

        Set(module, 4);
        average.Update();
        Set(module, 1);
        average.Update();

        // Decays: min(.15, 1/10) = .1, then min(.15, 2/11) = .15.
        using (average.Applied())
            Value(module).ShouldBe(0.15f * (0.1f * 8 + 0.9f * 4) + 0.85f * 1, 1e-5f);
    }

    [Fact]
    public void TheParametersComeBackAfterTheAverageWasApplied()
    {
        using var module = new One(8);
        using var average = new ParameterAverage(module, 0.9f);
        Set(module, 4);
        average.Update();

        average.Applied().Dispose();

        Value(module).ShouldBe(4);
    }

    [Fact]
    public void WithoutADecayTheParametersThemselvesAreKept()
    {
        using var module = new One(8);
        using var average = new ParameterAverage(module, 0);
        Set(module, 4);
        average.Update();

        using (average.Applied())
            Value(module).ShouldBe(4);
    }

    private static void Set(One module, float value)
    {
        using var noGrad = no_grad();
        module.Value.fill_(value);
    }

    private static float Value(One module) => TensorMemory.ToArray(module.Value)[0];

    private sealed class One : Module
    {
        internal One(float value)
            : base(nameof(One))
        {
            Value = Parameter(full(1, value));
            RegisterComponents();
        }

        internal readonly Parameter Value;
    }
}
