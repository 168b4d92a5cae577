using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Layers;

public sealed class PropagationTests
{
    // Two users, three items; item 2 has no edge: u0 – i0, u0 – i1, u1 – i1.
    private static readonly Interactions Edges = new([0, 0, 1], [0, 1, 1]);
    private static readonly float[] Start = [1, 2, 3, 5, 7, 11, 13, 17, 19, 23];

    [Fact]
    public void CombinesTheLayersOfAHandWorkedGraph()
    {
        // One layer, S left out: u0 ← i0/√2 + i1/2, u1 ← i1/√2, i0 ← u0/√2, i1 ← u0/2 + u1/√2.
        var r = 1 / MathF.Sqrt(2);
        float[] expected =
        [
            1 + 7 * r + 13f / 2, 2 + 11 * r + 17f / 2,
            3 + 13 * r, 5 + 17 * r,
            7 + r, 11 + 2 * r,
            13 + 0.5f + 3 * r, 17 + 1 + 5 * r,
            19, 23,
        ];

        Run(1, LayerCombination.Sum).ShouldBe(expected, 1e-5f);
    }

    [Theory]
    [InlineData(LayerCombination.Sum, false)]
    [InlineData(LayerCombination.Mean, false)]
    [InlineData(LayerCombination.Sum, true)]
    [InlineData(LayerCombination.Mean, true)]
    public void ANodeWithoutEdgesKeepsItsEmbedding(LayerCombination combination, bool selfLoops)
    {
        var isolated = Run(3, combination, selfLoops)[8..];

        isolated[0].ShouldBe(19, 1e-5f);
        isolated[1].ShouldBe(23, 1e-5f);
    }

    [Theory]
    [InlineData(1, LayerCombination.Sum, false)]
    [InlineData(2, LayerCombination.Mean, true)]
    [InlineData(3, LayerCombination.Mean, false)]
    public void ValuesAndGradientsAreThoseOfPlainLoopsWithEdgesHiddenToo(int layers, LayerCombination combination, bool selfLoops)
    {
        const int users = 6, items = 5, d = 3;
        int[] pairs = [.. Enumerable.Range(0, users * items).Where(pair => pair % 3 != 1)];
        var edges = new Interactions([.. pairs.Select(pair => pair / items)], [.. pairs.Select(pair => pair % items)]);
        var similarity = Matrices.Normal(pairs.Length, seed: 1);
        var op = PropagationMatrix.Build(
            edges, users, items, similarity, new KDiffESettings { SelfLoops = selfLoops, LayerCombination = combination });
        var start = Matrices.Normal((users + items) * d, seed: 2);
        var upstream = Matrices.Normal((users + items) * d, seed: 3);
        using var propagation = new Propagation(op, users, layers, combination, DeviceOperators.Cpu);
        using var x = tensor(start, users + items, d).requires_grad_();

        using (propagation.Without([0, 4], [0, 1]))
            Check();
        Check();

        void Check()
        {
            var values = Matrices.ToDouble(op.Values);
            x.grad = null;
            using var y = propagation.Apply(x);
            (y * tensor(upstream, users + items, d)).sum().backward();

            TensorMemory.ToArray(y).ShouldBeNear(Plain(Matrices.ToDouble(start)));
            TensorMemory.ToArray(x.grad!).ShouldBeNear(
                Matrices.Gradient(at => Plain(at).Zip(upstream, (p, g) => p * g).Sum(), Matrices.ToDouble(start)));

            double[] Plain(double[] layer)
            {
                var sum = (double[])layer.Clone();
                for (var l = 0; l < layers; l++)
                {
                    layer = Matrices.Multiply(op.Pattern, values, layer, d);
                    sum = [.. sum.Zip(layer, (s, z) => s + z)];
                }

                return combination == LayerCombination.Mean ? [.. sum.Select(s => s / (layers + 1))] : sum;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void HiddenEdgesCarryNothingUntilTheyAreShownAgain(bool kernels)
    {
        using var propagation = Create(1, LayerCombination.Sum, selfLoops: false, kernels ? DeviceOperators.Cpu : new ComposedOperators(CPU));
        using var x = tensor(Start, 5, 2);
        float[] before, hidden, after;
        before = TensorMemory.ToArray(propagation.Apply(x));
        using (propagation.Without([0], [1]))
            hidden = TensorMemory.ToArray(propagation.Apply(x));

        after = TensorMemory.ToArray(propagation.Apply(x));

        // u0 – i1 weighs 1/2: it is gone in both directions, everything else stays.
        float[] expected = [.. before];
        (expected[0], expected[1]) = (before[0] - 13f / 2, before[1] - 17f / 2);
        (expected[6], expected[7]) = (before[6] - 1f / 2, before[7] - 2f / 2);
        hidden.ShouldBe(expected, 1e-5f);
        after.ShouldBe(before);
    }

    [Fact]
    public void AHiddenEdgeIsHiddenInTheModalityGraphToo()
    {
        // The modality graph repeats u0 – i1 and adds u1 – i2, where A has nothing.
        using var propagation = Create(1, LayerCombination.Sum, selfLoops: false).With(CsrPattern.FromPairs(2, 3, [0, 1], [1, 2]));
        using var x = tensor(Start, 5, 2);
        var before = TensorMemory.ToArray(propagation.Apply(x));
        float[] hidden;
        using (propagation.Without([0], [1]))
            hidden = TensorMemory.ToArray(propagation.Apply(x));

        // u0 – i1 weighs 1/2 in L̄ and 0.2 in the modality graph.
        hidden[0].ShouldBe(before[0] - 0.7f * 13, 1e-5f);
        hidden[6].ShouldBe(before[6] - 0.7f * 1, 1e-5f);
        hidden[2..6].ShouldBe(before[2..6]);
        hidden[8..].ShouldBe([19 + 0.2f * 3, 23 + 0.2f * 5], 1e-5f);
        TensorMemory.ToArray(propagation.Apply(x)).ShouldBe(before);
    }

    [Fact]
    public void OnlyAnEdgeCanBeHidden() => Should.Throw<ArgumentException>(
        () => Create(1, LayerCombination.Sum, selfLoops: false).Without([1], [0])).Message.ShouldContain("no column 2");

    private static float[] Run(int layers, LayerCombination combination, bool selfLoops = false)
    {
        using var x = tensor(Start, 5, 2);
        using var y = Create(layers, combination, selfLoops).Apply(x);
        return TensorMemory.ToArray(y);
    }

    private static Propagation Create(int layers, LayerCombination combination, bool selfLoops, IOperators? operators = null) => new(
        PropagationMatrix.Build(Edges, 2, 3, default, new KDiffESettings { Xi = 0, SelfLoops = selfLoops, LayerCombination = combination }),
        userCount: 2, layers, combination, operators ?? DeviceOperators.Cpu);
}
