using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Tests.Fitting;

/// <summary>Data that are legal and awkward, through the whole model: two hops, the diffusion, the contrast, the item graph.</summary>
[Collection(SeededTorch.Name)]
public sealed class AwkwardDataTests
{
    private const int Users = 12;
    private const int Items = 10;

    [Fact]
    public void ARepeatedTripleChangesNothing()
    {
        var once = Train(Build(builder => OneTripleEach(builder)));

        var twice = Train(Build(builder =>
        {
            OneTripleEach(builder);
            OneTripleEach(builder);
        }));

        twice.Model.Items.ShouldBe(once.Model.Items);
        twice.Epochs.Select(epoch => epoch.Loss).ShouldBe(once.Epochs.Select(epoch => epoch.Loss));
    }

    [Fact]
    public void ItemsThatShareAnEntityHaveItsTriplesEach()
    {
        // Items 0 to 4 are one entity, or five that say the same.
        var shared = Train(Build(builder => OneTripleEach(builder, entityOf: item => item < 5 ? 0 : item)));
        var apart = Train(Build(builder => OneTripleEach(builder, tailOf: item => item < 5 ? 0 : item % 3)));

        shared.Model.Items.ShouldBe(apart.Model.Items);
    }

    [Fact]
    public void AnEntityOfAllItemsTrains() => Train(Build(builder => OneTripleEach(builder, tailOf: _ => 0)));

    [Fact]
    public void AnItemThatPointsAtAllItemsTrains() => Train(Build(builder =>
    {
        OneTripleEach(builder);
        for (var item = 1; item < Items; item++)
            builder.AddTriple("thing0", "sequel", $"thing{item}");
    }));

    [Fact]
    public void ItemsWithoutTriplesTrainBesideOthers() => Train(Build(builder =>
    {
        builder.AddLink("item3", "thing3");
        builder.AddTriple("thing3", "is_a", "kind");
    }));

    [Fact]
    public void FeaturesThatAreAllAlikeTrain() => Train(Build(builder =>
    {
        OneTripleEach(builder);
        var add = builder.AddFeature("image", 3);
        for (var item = 0; item < Items; item++)
            add($"item{item}", [0.1f, -7, 0]);
    })).Content.ShouldAllBe(source => double.IsFinite(source.Agreement));

    [Fact]
    public void FeaturesOfAnySizeTrain() => Train(Build(builder =>
    {
        var add = builder.AddFeature("image", 2);
        for (var item = 0; item < Items; item++)
            add($"item{item}", [item * 1e18f, item % 2 * 1e-30f]);
    }));

    [Fact]
    public void OneUserTrains() => Train(Build(builder => OneTripleEach(builder), users: 1));

    [Fact]
    public void OneItemTrains() => Train(Build(builder => OneTripleEach(builder, items: 1), items: 1));

    [Theory]
    [InlineData(RankingLoss.Softmax)]
    [InlineData(RankingLoss.Bpr)]
    public void AUserWithAllItemsTrains(RankingLoss loss) => Train(Build(builder =>
    {
        OneTripleEach(builder);
        for (var item = 0; item < Items; item++)
            builder.AddInteraction("everything", $"item{item}", SplitPart.Train);
    }), loss);

    private static Dataset Build(Action<DatasetBuilder> more, int users = Users, int items = Items)
    {
        var builder = new DatasetBuilder("awkward");
        for (var item = 0; item < items; item++)
            builder.AddItem($"item{item}");
        for (var user = 0; user < users; user++)
        {
            for (var k = 0; k < Math.Min(4, items); k++)
                builder.AddInteraction($"user{user}", $"item{(user + k) % items}", k < 3 ? SplitPart.Train : SplitPart.Valid);
        }

        more(builder);
        return builder.Build(seed: 1);
    }

    private static void OneTripleEach(
        DatasetBuilder builder, int items = Items, Func<int, int>? entityOf = null, Func<int, int>? tailOf = null)
    {
        for (var item = 0; item < items; item++)
        {
            var entity = entityOf?.Invoke(item) ?? item;
            builder.AddLink($"item{item}", $"thing{entity}");
            if (entity == item)
                builder.AddTriple($"thing{entity}", "is_a", $"kind{tailOf?.Invoke(item) ?? item % 3}");
        }
    }

    /// <summary>Three epochs, and every figure of them finite.</summary>
    private static FitResult Train(Dataset data, RankingLoss loss = RankingLoss.Softmax)
    {
        var settings = new TrainingSettings
        {
            KDiffE = new() { Dim = 8, Epochs = 3, EvaluateEvery = 1, Negatives = 16, KgHops = 2, MaxNeighbors = 4, ItemGraphNeighbors = 3, Loss = loss },
            Diffusion = new() { Hidden = 8 },
        };

        var result = new Trainer(data, settings, DeviceOperators.Cpu).Train(null, CancellationToken.None);

        result.Epochs.Count.ShouldBe(3);
        foreach (var epoch in result.Epochs)
        {
            double?[] figures = [epoch.Loss, epoch.Rank, epoch.Contrastive, epoch.Diffusion, epoch.Valid?.Recall, epoch.Valid?.Ndcg];
            figures.ShouldAllBe(figure => figure == null || double.IsFinite(figure.Value));
            (epoch.Contrastive is null).ShouldBe(data.Triples.Count == 0);
        }

        result.Model.Users.ShouldAllBe(value => float.IsFinite(value));
        result.Model.Items.ShouldAllBe(value => float.IsFinite(value));
        return result;
    }
}
