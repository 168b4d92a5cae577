using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Fitting;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Baselines;

[Collection(SeededTorch.Name)]
public sealed class ClcRecTests : TrainedScorerTests
{
    private protected override TrainingSettings Settings => ClcRec.Settings(seed: 1);

    private protected override (Func<IScorer> Fit, string Sentence)? Refused =>
        (() => Fit(Catalogue.Of(2, 2, [(0, 0), (1, 1)], []), Settings, TestContext.Current.CancellationToken).Model.ToScorer(),
            "CLCRec needs features of the items, and 'catalogue' has none.");

    [Fact]
    public void TheLossIsThatOfThePaper()
    {
        using var model = Small("KDiffE:L2=0.1", "Contrastive:Weight=0.25", "Contrastive:Temperature=2");

        // User 0, (1, 0), has item 0, (1, 0); item 2 is the negative, and seen by its features, (1, 3).
        // τ = 2: both scores are ½, so L_UI = ln 2. cos(z_0, f_0) = −.01 / √.9605 = −.010204 and cos(z_0, f_2) = 1/√10 = .316228:
        // L_RE = ln(1 + e^(.158114 + .005102)) = .778081. Squares: 1 of the user, 1 of the item, 1 of the negative.
        var loss = model.Loss([0], [0], [2], [false, true]);

        loss.Rank.ToSingle().ShouldBe(0.693147f, 1e-5f);
        loss.Contrastive!.ToSingle().ShouldBe(0.778081f, 1e-5f);
        loss.Whole.ToSingle().ShouldBe((0.25f * 0.778081f) + (0.75f * 0.693147f) + (0.1f * 3), 1e-5f);
    }

    [Fact]
    public void AnItemThatNobodyHasIsItsFeatures()
    {
        using var model = Small();

        // Item 2 is in no interaction.
        model.Embeddings().data<float>().ToArray()[^6..].ShouldBe([1, 0, 1, 1, 1, 3], 1e-6f);
    }

    [Fact]
    public void EveryParameterLearns()
    {
        using var model = new ClcRecModel(Featured(Catalogue.Random()), Settings, new SeededRandom(1), DeviceOperators.Cpu);

        model.Loss([0], [1]).Whole.backward();

        // Embeddings, and two layers with their biases.
        model.parameters().Count().ShouldBe(5);
        model.parameters().ShouldAllBe(parameter => parameter.grad!.abs().sum().ToSingle() > 0);
    }

    private protected override FitResult Train(Dataset data, TrainingSettings settings, CancellationToken cancellation) => Fit(Featured(data), settings, cancellation);

    /// <summary>
    /// Embeddings (1, 0), (0, 1) of the users and (1, 0), (1, 1), (0, 1) of the items; features −1, 0, 1, of which the encoder makes
    /// (−.01, .98), (0, 1) and (1, 3): one hidden unit passes them on, the negative one by a hundredth, W₂ = (1, 2), b₂ = (0, 1).
    /// </summary>
    private static ClcRecModel Small(params string[] overrides)
    {
        var data = Catalogue.Of(2, 3, [(0, 0), (1, 1)], []) with { Features = [new ItemFeature("text", 1, [-1, 0, 1], [true, true, true])] };
        var model = new ClcRecModel(data, SettingsReader.Apply(ClcRec.Settings(1), ["KDiffE:Dim=2", .. overrides]), new SeededRandom(1), DeviceOperators.Cpu);
        using var noGrad = no_grad();
        model.Nodes.copy_(tensor(new float[] { 1, 0, 0, 1, 1, 0, 1, 1, 0, 1 }, [5, 2]));
        var (first, second) = model.Encoder;
        first.weight!.zero_()[0, 0] = 1;
        first.bias!.zero_();
        second.weight!.zero_()[0, 0] = 1;
        second.weight[1, 0] = 2;
        second.bias!.copy_(tensor(new float[] { 0, 1 }));
        return model;
    }

    private static Dataset Featured(Dataset data) => data.Features.Count > 0
        ? data
        : data with { Features = [new ItemFeature("text", 1, [.. Enumerable.Range(0, data.Items)], [.. Enumerable.Repeat(true, data.Items)])] };

    private static FitResult Fit(Dataset data, TrainingSettings settings, CancellationToken cancellation) =>
        ClcRec.Train(data, settings, DeviceOperators.Cpu, null, cancellation);
}
