using KDiffE.Domain.Data;
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
public sealed class Bm3Tests : TrainedScorerTests
{
    private protected override TrainingSettings Settings => Bm3.Settings(seed: 1);

    private protected override (Func<IScorer> Fit, string Sentence)? Refused =>
        (() => Fit(Catalogue.Of(2, 2, [(0, 0), (1, 1)], []), Settings, TestContext.Current.CancellationToken).Model.ToScorer(),
            "BM3 needs features of the items, and 'catalogue' has none.");

    [Fact]
    public void TheLossIsThatOfThePaper()
    {
        // The graph and the embeddings of SglTests: z_u0 = (1.10355, .25), and with their own embeddings added
        // h_i0 = (1.85355, 0), h_i1 = (1.75, 1.75), h_i2 = (0, 1.85355). W_p = I and nothing is dropped.
        // cos(u0, i0) = .97529 and cos(u0, i1) = .84586, u1 alike: both halves of the first part are 1 − .91057 = .08943.
        // The features −1, 0, 1 stay so; with W_m = (1, 1) and b_m = (1, 0) the items' are (0, −1), (1, 0), (2, 1), whose cosines
        // with h_i are 0, 1/√2 and 1/√5: over items 0, 1, 1, 2 a mean of .534643, and 0 between a modality and its own copy.
        // Squares: 4·1.28033 of the users, 2·3.43566 + 2·6.125 of the items, 24.24264 over 4 interactions.
        var data = Catalogue.Of(2, 3, [(0, 0), (0, 1), (1, 1), (1, 2)], []) with { Features = [new ItemFeature("text", 1, [-1, 0, 1], [true, true, true])] };
        var settings = SettingsReader.Apply(Bm3.Settings(1), ["KDiffE:Dim=2", "KDiffE:Layers=1", "KDiffE:HiddenTargets=0", "KDiffE:L2=0.1", "Contrastive:Weight=0.5"]);
        using var model = new Bm3Model(data, settings, DeviceOperators.Cpu);
        using (no_grad())
        {
            model.Nodes.copy_(tensor(new float[] { 1, 0, 0, 1, 1, 0, 1, 1, 0, 1 }, [5, 2]));
            model.Predictor.copy_(eye(2));
            model.Projection(0).Weight.copy_(ones(1, 2));
            model.Projection(0).Bias.copy_(tensor(new float[] { 1, 0 }));
        }

        var loss = model.Loss([0, 0, 1, 1], [0, 1, 1, 2]);

        loss.Rank.ToSingle().ShouldBe(0.178851f, 1e-5f);
        loss.Contrastive!.ToSingle().ShouldBe(0.534643f, 1e-5f);
        loss.Whole.ToSingle().ShouldBe(0.178851f + (0.5f * 0.534643f) + (0.1f * 24.24264f / 4), 1e-5f);
    }

    [Fact]
    public void EveryParameterLearns()
    {
        using var model = new Bm3Model(Catalogue.Random(), Settings, DeviceOperators.Cpu);

        model.Loss([0], [1]).Whole.backward();

        // Embeddings, predictor and its bias, and a projection with its bias.
        model.parameters().Count().ShouldBe(5);
        model.parameters().ShouldAllBe(parameter => parameter.grad!.abs().sum().ToSingle() > 0);
    }

    private protected override FitResult Train(Dataset data, TrainingSettings settings, CancellationToken cancellation) => Fit(
        data.Features.Count > 0 ? data : data with { Features = [new ItemFeature("text", 1, [.. Enumerable.Range(0, data.Items)], [.. Enumerable.Repeat(true, data.Items)])] },
        settings, cancellation);

    private static FitResult Fit(Dataset data, TrainingSettings settings, CancellationToken cancellation) =>
        Bm3.Train(data, settings, DeviceOperators.Cpu, null, cancellation);
}
