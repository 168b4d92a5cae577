using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Fitting;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Baselines;

[Collection(SeededTorch.Name)]
public sealed class SglTests : TrainedScorerTests
{
    private protected override TrainingSettings Settings => Sgl.Settings(seed: 1);

    [Fact]
    public void TheLossIsThatOfThePaper()
    {
        // User 0 has items 0 and 1, user 1 has 1 and 2; degrees 2, 2 and 1, 2, 1. With embeddings (1, 0), (0, 1) of the users and
        // (1, 0), (1, 1), (0, 1) of the items, one layer and the mean of both:
        // z_u0 = ½·((1, 0) + (1, 0)/√2 + (1, 1)/2) = (1.10355, .25), z_u1 = (.25, 1.10355),
        // z_i0 = (.85355, 0), z_i1 = (.75, .75), z_i2 = (0, .85355).
        // BPR against the one item that each user does not have: ln(1 + e^(.21339 − .94194)) = .39380 for u0 and i0,
        // ln(1 + e^(.21339 − 1.01517)) = .37055 for u0 and i1, the same for u1: .382176.
        // Without dropped edges both views are z. τ = ½; users, cos = .43097: ln(1 + e^(−1.13807)) = .277962;
        // items, cosines 1/√2, 0, 1/√2: ln(1 + e^(−.58579) + e^(−2)) = .525913 twice, ln(1 + 2·e^(−.58579)) = .748268: .600031.
        // Squares: four users of 1, items 1 + 2 + 2 + 1, negatives 4·1, so 14 over 4 interactions.
        var data = Catalogue.Of(2, 3, [(0, 0), (0, 1), (1, 1), (1, 2)], []);
        using var model = new SglModel(data, With("KDiffE:HiddenTargets=0", "KDiffE:L2=0.1", "Contrastive:Weight=0.5", "Contrastive:Precision=Single"), new SeededRandom(1), DeviceOperators.Cpu);
        using (no_grad())
            model.Nodes.copy_(tensor(new float[] { 1, 0, 0, 1, 1, 0, 1, 1, 0, 1 }, [5, 2]));
        model.StartEpoch();

        var loss = model.Loss([0, 0, 1, 1], [0, 1, 1, 2]);

        loss.Rank.ToSingle().ShouldBe(0.382176f, 1e-5f);
        loss.Contrastive!.ToSingle().ShouldBe(0.277962f + 0.600031f, 1e-5f);
        loss.Whole.ToSingle().ShouldBe(0.382176f + (0.5f * 0.877994f) + (0.1f * 14 / 4), 1e-5f);
    }

    [Fact]
    public void EachViewLosesItsShareOfTheEdges()
    {
        var data = Catalogue.Random();
        using var model = new SglModel(data, With("KDiffE:HiddenTargets=0.3"), new SeededRandom(1), DeviceOperators.Cpu);
        var all = data.Train.Users.Zip(data.Train.Items).ToHashSet();

        var (one, other) = (Edges(model), Edges(model));

        one.Count.ShouldBe(420);
        one.IsSubsetOf(all).ShouldBeTrue();
        one.SetEquals(other).ShouldBeFalse();

        static HashSet<(int, int)> Edges(SglModel model)
        {
            var kept = model.Kept();
            return [.. kept.Users.Zip(kept.Items)];
        }
    }

    private static TrainingSettings With(params string[] changes) => SettingsReader.Apply(
        Sgl.Settings(1), ["KDiffE:Dim=2", "KDiffE:Layers=1", "Contrastive:Temperature=0.5", .. changes]);

    private protected override FitResult Train(Dataset data, TrainingSettings settings, CancellationToken cancellation) =>
        Sgl.Train(data, settings, DeviceOperators.Cpu, null, cancellation);
}
