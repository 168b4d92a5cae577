using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Modalities;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Modalities;

[Collection(SeededTorch.Name)]
public sealed class ModalityDenoiserTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void TheGuideIsTheMeanOfTheItemsThatHaveTheFeature()
    {
        // User 0 has items 0, 1, 2, of which 1 lacks the feature; user 1 has only 1; user 2 has nothing.
        using var denoiser = new ModalityDenoiser(
            CsrPattern.FromPairs(3, 3, [0, 0, 0, 1], [0, 1, 2, 1]), [true, false, true], 2, new() { Hidden = 4 }, new Random(1), DeviceOperators.Cpu);

        var guides = denoiser.Guides(tensor([1f, 2, 0, 0, 5, -4], [3, 2]));

        TensorMemory.ToArray(guides).ShouldBe([3f, -1, 0, 0, 0, 0]);
    }

    [Fact]
    public void ProjectedFeaturesGetNoGradient()
    {
        using var denoiser = new ModalityDenoiser(
            CsrPattern.FromPairs(2, 3, [0, 1], [0, 1]), [true, true, true], 2, new() { Hidden = 4 }, new Random(1), DeviceOperators.Cpu);
        var projected = ones(3, 2).requires_grad_();

        denoiser.TrainPass(projected, TestContext.Current.CancellationToken);

        projected.grad.ShouldBeNull();
    }

    /// <summary>
    /// Users of five groups have six items, three of their group and three of any other; what an item is like lies at
    /// its group's centre.
    /// </summary>
    [Theory]
    [InlineData(DiffusionMode.Dense)]
    [InlineData(DiffusionMode.Sampled)]
    public void EachUserKeepsAnItemThatIsLikeTheOthers(DiffusionMode mode)
    {
        const int Users = 200, Items = 50, Groups = 5, Dim = 8;
        var random = new Random(2);
        var (users, items) = (new List<int>(), new List<int>());
        for (var user = 0; user < Users; user++)
        {
            var own = Enumerable.Range(0, Items).Where(item => item % Groups == user % Groups).ToArray();
            var others = Enumerable.Range(0, Items).Except(own).ToArray();
            random.Shuffle(own);
            random.Shuffle(others);
            foreach (var item in own.Take(3).Concat(others.Take(3)))
            {
                users.Add(user);
                items.Add(item);
            }
        }

        var interactions = CsrPattern.FromPairs(Users, Items, [.. users], [.. items]);
        manual_seed(3);
        var projected = randn(Groups, Dim).index_select(0, tensor(Enumerable.Range(0, Items).Select(item => (long)item % Groups).ToArray()))
            + randn(Items, Dim) * 0.1;
        using var denoiser = new ModalityDenoiser(
            interactions, [.. Enumerable.Repeat(true, Items)], Dim, new() { Mode = mode, Hidden = 64, Q = 2, GuideWeight = 1 }, new Random(4), DeviceOperators.Cpu);
        for (var pass = 0; pass < 60; pass++)
            denoiser.TrainPass(projected, TestContext.Current.CancellationToken);

        var kept = denoiser.Denoise(projected, TestContext.Current.CancellationToken);

        kept.Indices.Length.ShouldBe(2 * Users);
        kept.RowIndices().Zip(kept.Indices).Average(pair => pair.First % Groups == pair.Second % Groups ? 1.0 : 0).ShouldBeGreaterThan(0.8);
    }
}
