using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Model;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Model.Modalities;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Modalities;

[Collection(SeededTorch.Name)]
public sealed class ModalityViewsTests : IDisposable
{
    private const int Dim = 2;

    private static readonly bool[] Everywhere = [true, true, true, true];

    // User 0 has items 0 and 1, user 1 has item 0.
    private static readonly Interactions Train = new([0, 0, 1], [0, 1, 0]);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void AViewPropagatesUsersAndProjectedFeatures()
    {
        // Items 0 and 1 have features of opposite sign, item 2 lacks them, item 3 has those of item 0 and no user.
        var view = View([1, -1, 0, 1], [true, true, false, true], projection: [3, 4]);

        // Standardised, the rows are of length 1: +1, −1, 0, +1. u0 – i0 weighs 1/2, u0 – i1 and u1 – i0 1/√2.
        var r = 1 / MathF.Sqrt(2);
        float[] expected =
        [
            1 + 3 * (0.5f - r), 2 + 4 * (0.5f - r), 10 + 3 * r, 20 + 4 * r,
            3 + 0.5f + 10 * r, 4 + 1 + 20 * r, -3 + r, -4 + 2 * r, 0, 0, 3, 4,
        ];
        TensorMemory.ToArray(view.Embeddings(tensor([1f, 2, 10, 20], [2, 2]))).ShouldBe(expected, 1e-5f);
    }

    [Fact]
    public void AMissingFeatureGetsNoGradient()
    {
        var view = View([1, -1, 0, 1], [true, true, false, true], projection: [3, 4]);

        // Only the row of item 2, which lacks the feature, is summed.
        view.Embeddings(ones(2, Dim)).narrow(0, 4, 1).sum().backward();

        TensorMemory.ToArray(view.Projection.grad!).ShouldBe([0, 0]);
    }

    [Fact]
    public void TheFusionWeighsViewsByASoftmax()
    {
        using var views = new ModalityViews([View([1, -1, 1, -1], Everywhere, [1, 1], "image"), View([1, -1, 1, -1], Everywhere, [1, 1], "text")], DeviceOperators.Cpu);
        Set(views.Weights, MathF.Log(3), 0);

        var fused = views.Fuse([tensor([4f, 8], [1, 2]), tensor([8f, -4], [1, 2])]);

        // e^{ln 3} : e^0 is 3/4 : 1/4.
        TensorMemory.ToArray(fused).ShouldBe([5f, 5], 1e-5f);
        fused.sum().backward();
        // ∂/∂w_m = s_m (sum_m − Σ s·sum) with the sums 12 and 4: mean 10.
        TensorMemory.ToArray(views.Weights.grad!).ShouldBe([0.75f * 2, 0.25f * -6], 1e-5f);
    }

    [Fact]
    public void TheFinalEmbeddingIsTheMainOneWithTheFusionBesideIt()
    {
        using var model = Model(new(), Feature("image", [1, -1, 1, -1]), Feature("text", [1, 1, -1, -1]));

        var embeddings = model.Embeddings();

        embeddings.Main.shape.ShouldBe([6, Dim]);
        embeddings.Modalities.Count.ShouldBe(2);
        embeddings.Final.shape.ShouldBe([6, 2 * Dim]);
        TensorMemory.ToArray(embeddings.Final.narrow(1, 0, Dim)).ShouldBe(TensorMemory.ToArray(embeddings.Main));
        TensorMemory.ToArray(embeddings.Final.narrow(1, Dim, Dim)).ShouldBe(
            [.. TensorMemory.ToArray(embeddings.Modalities[0]).Zip(TensorMemory.ToArray(embeddings.Modalities[1]), (a, b) => (a + b) / 2)], 1e-6f);
    }

    [Fact]
    public void HiddenTargetsCarryNothingInTheModalityViewsEither()
    {
        // All three items are kept, so the modality graph repeats what user 0 has and adds item 2.
        using var model = Model(new() { Q = 3, Hidden = 4 }, Feature("image", [1, 1, -1]));
        model.TrainDenoisers(TestContext.Current.CancellationToken).ShouldNotBeNull();
        model.Denoise(TestContext.Current.CancellationToken);
        var (shown, item0) = (User(model, 0), Item0(model));

        float[] hidden;
        using (model.Hide([0, 0], [0, 1]))
            hidden = User(model, 0);

        // Items 0, 1 and 2 are e, e and −e. L̄ weighs 1/2 and 1/√2, the graph of users of 3 and items of 2 edges 0.2/√6.
        shown.ShouldBe(Times(item0, 0.5f + 1 / MathF.Sqrt(2) + 0.2f / MathF.Sqrt(6)), 1e-6f);
        hidden.ShouldBe(Times(item0, -0.2f / MathF.Sqrt(6)), 1e-6f);
        User(model, 0).ShouldBe(shown);
    }

    [Fact]
    public void WithoutDiffusionAViewPropagatesOverTheInteractionsAlone()
    {
        using var model = Model(new() { Enabled = false }, Feature("image", [1, 1, -1]));

        model.TrainDenoisers(TestContext.Current.CancellationToken).ShouldBeNull();
        model.Denoise(TestContext.Current.CancellationToken);

        User(model, 0).ShouldBe(Times(Item0(model), 0.5f + 1 / MathF.Sqrt(2)), 1e-6f);
    }

    [Fact]
    public void EachModalityIsContrastedWithTheMainView()
    {
        using var model = Model(new(), Feature("image", [1, -1, 1, -1]), Feature("text", [1, 1, -1, -1]));
        var embeddings = model.Embeddings();

        model.Contrasted(embeddings).ShouldBe(embeddings.Modalities);
    }

    [Fact]
    public void AModalityThatNoItemHasGetsNoView()
    {
        using var model = Model(new(), new ItemFeature("image", 1, new float[4], new bool[4]));

        model.Features.ShouldBeEmpty();
        model.Embeddings().Final.shape.ShouldBe([6, Dim]);
    }

    private static KDiffEModel Model(DiffusionSettings diffusion, params ItemFeature[] features)
    {
        manual_seed(1);
        var data = TinyDataset.Of(2, features[0].Present.Length, Train, Interactions.Empty, Interactions.Empty) with { Features = features };
        var model = new KDiffEModel(
            data, new TrainingSettings { KDiffE = Settings, Diffusion = diffusion }, new Random(1), DeviceOperators.Cpu, TestContext.Current.CancellationToken);

        // Users start at zero: what a test finds there has come from items.
        using var unrecorded = no_grad();
        model.Main.Users.zero_();
        return model;
    }

    private static KDiffESettings Settings => new()
    {
        HiddenTargets = "1",
        Dim = Dim,
        Layers = 1,
        LayerCombination = LayerCombination.Sum,
        Xi = 0,
        ItemGraphNeighbors = 0,
        Modalities = Switch.On,
    };

    private static float[] User(KDiffEModel model, int user) => TensorMemory.ToArray(model.Embeddings().Modalities[0].narrow(0, user, 1));

    private static float[] Item0(KDiffEModel model) => TensorMemory.ToArray(model.Embeddings().Modalities[0].narrow(0, 2, 1));

    private static float[] Times(float[] values, float factor) => [.. values.Select(value => value * factor)];

    private static ItemFeature Feature(string modality, float[] values) =>
        new(modality, 1, values, [.. values.Select(_ => true)]);

    private static ModalityView View(float[] values, bool[] present, float[] projection, string modality = "image")
    {
        var propagation = new Propagation(
            PropagationMatrix.Build(Train, 2, 4, default, Settings), userCount: 2, layers: 1, LayerCombination.Sum, DeviceOperators.Cpu);
        var view = new ModalityView(ItemFeatures.Of(new ItemFeature(modality, 1, values, present), CPU), Dim, propagation, denoiser: null);
        Set(view.Projection, projection);
        return view;
    }

    private static void Set(Parameter parameter, params float[] values)
    {
        using var unrecorded = no_grad();
        parameter.copy_(tensor(values).reshape(parameter.shape));
    }
}
