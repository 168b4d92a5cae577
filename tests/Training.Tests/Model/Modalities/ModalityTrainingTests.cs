using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Tests.Model.Modalities;

[Collection(SeededTorch.Name)]
public sealed class ModalityTrainingTests
{
    private const int Groups = 4;

    private static readonly KDiffESettings Quick = new()
    {
        Dim = 16,
        Epochs = 12,
        Negatives = 32,
        Batch = 256,
        ItemGraphNeighbors = 0,
        Modalities = Switch.On,
    };

    [Fact]
    public void UsersRankColdItemsByTheirFeatures()
    {
        // Every item but the last few is interacted with by its group; the cold ones are known by their features alone.
        var data = WithFeatures(Grouped(), Noisy("image", seed: 7));
        var cold = Enumerable.Range(56, 8).Select(k => data.ItemIds.ToList().IndexOf($"item{k}")).ToHashSet();
        var warm = Enumerable.Range(0, data.Train.Count).Where(k => !cold.Contains(data.Train.Items[k])).ToArray();
        data = data with { Train = new Interactions([.. warm.Select(k => data.Train.Users[k])], [.. warm.Select(k => data.Train.Items[k])]) };

        Share(Switch.Off).ShouldBeLessThan(0.65);
        Share(Switch.On).ShouldBeGreaterThan(0.85);

        // How often a user scores a cold item of the own group higher than one of another group.
        double Share(Switch modalities)
        {
            var model = Train(data, Quick with { Modalities = modalities }).Model;
            return Enumerable.Range(0, data.Users).Average(user =>
                (from own in cold
                 from other in cold
                 where Group(data.ItemIds[own]) == Group(data.UserIds[user]) && Group(data.ItemIds[other]) != Group(data.UserIds[user])
                 select Score(model, user, own) > Score(model, user, other) ? 1.0 : 0).Average());
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameModel()
    {
        var data = WithFeatures(Grouped(), Noisy("image", seed: 7), Noisy("text", seed: 8));

        var first = Train(data, Quick);
        var second = Train(data, Quick);

        second.Model.Users.ShouldBe(first.Model.Users);
        second.Model.Items.ShouldBe(first.Model.Items);
        second.Epochs.Select(epoch => (epoch.Loss, epoch.Diffusion)).ShouldBe(first.Epochs.Select(epoch => (epoch.Loss, epoch.Diffusion)));
    }

    [Fact]
    public void TheModelIsAsWideAsItsViewsTogether()
    {
        var data = WithFeatures(Grouped(), Noisy("image", seed: 7), Noisy("text", seed: 8));

        var result = Train(data, Quick with { Epochs = 1 });

        result.Model.Dim.ShouldBe(32);
        result.Model.Users.Length.ShouldBe(32 * data.Users);
        result.Model.Items.Length.ShouldBe(32 * data.Items);
        result.Features.Select(feature => (feature.Modality, feature.Items, feature.Dim)).ShouldBe([("image", 64, 8), ("text", 64, 8)]);
    }

    [Fact]
    public void WithoutFeaturesModalitiesChangeNothing()
    {
        var on = Train(Grouped(), Quick);
        var off = Train(Grouped(), Quick with { Modalities = Switch.Off });

        on.Model.Users.ShouldBe(off.Model.Users);
        on.Model.Items.ShouldBe(off.Model.Items);
        on.Model.Dim.ShouldBe(16);
        on.Features.ShouldBeEmpty();
    }

    [Fact]
    public void FeaturesThatAreAllAlikeDoNoHarm()
    {
        var data = Grouped();
        var alike = new ItemFeature("image", 3, [.. Enumerable.Repeat(2.5f, 3 * data.Items)], [.. Enumerable.Repeat(true, data.Items)]);

        var with = Train(WithFeatures(data, alike), Quick);
        var without = Train(data, Quick);

        with.Model.Users.Concat(with.Model.Items).ShouldAllBe(value => float.IsFinite(value));
        with.Epochs[^1].Rank.ShouldBeLessThan(without.Epochs[^1].Rank + 0.1);
    }

    [Fact]
    public void ItemsThatLackAFeatureAreLearntFromTheRest()
    {
        var data = Grouped();
        var image = Noisy("image", seed: 7)(data);
        var present = image.Present.Select((_, item) => item % 3 != 0).ToArray();

        var result = Train(WithFeatures(data, _ => image with { Present = present }), Quick);

        result.Features[0].Items.ShouldBe(present.Count(has => has));
        result.Model.Users.ShouldAllBe(value => float.IsFinite(value));
        result.Epochs[^1].Rank.ShouldBeLessThan(result.Epochs[0].Rank);
    }

    [Fact]
    public void TheModalitiesAreDenoisedAsOftenAsAskedAndContrastedInEveryStep()
    {
        var data = WithFeatures(Grouped(), Noisy("image", seed: 7));
        var settings = new TrainingSettings { KDiffE = Quick with { Epochs = 4 }, Diffusion = new() { Hidden = 16, RebuildEvery = 2 } };

        var epochs = new Trainer(data, settings, DeviceOperators.Cpu).Train(null, CancellationToken.None).Epochs;

        epochs.Select(epoch => epoch.Diffusion is not null).ShouldBe([true, false, true, false]);
        epochs.Select(epoch => epoch.Phases is { Diffusion: > 0, Rebuild: > 0 }).ShouldBe([true, false, true, false]);
        epochs.ShouldAllBe(epoch => Math.Abs(epoch.Loss - epoch.Rank - settings.Contrastive.Weight * epoch.Contrastive!.Value) < 1e-4);
    }

    private static FitResult Train(Dataset data, KDiffESettings settings) =>
        new Trainer(data, new TrainingSettings { KDiffE = settings, Diffusion = new() { Hidden = 16 } }, DeviceOperators.Cpu).Train(null, CancellationToken.None);

    private static Dataset Grouped() =>
        TinyDataset.Grouped(users: 80, items: 64, groups: Groups, perUser: 12, seed: 3) with { Triples = Triples.Empty };

    private static Dataset WithFeatures(Dataset data, params Func<Dataset, ItemFeature>[] features) =>
        data with { Features = [.. features.Select(make => make(data))] };

    private static Dataset WithFeatures(Dataset data, ItemFeature feature) => WithFeatures(data, _ => feature);

    /// <summary>Each item at its group's centre, with noise.</summary>
    private static Func<Dataset, ItemFeature> Noisy(string modality, int seed) => data =>
    {
        const int Dim = 8;
        var random = new Random(seed);
        var centres = Enumerable.Range(0, Groups * Dim).Select(_ => 2 * random.NextSingle() - 1).ToArray();
        var values = from id in data.ItemIds
                     from d in Enumerable.Range(0, Dim)
                     select centres[Group(id) * Dim + d] + 0.3f * random.NextSingle();
        return new ItemFeature(modality, Dim, [.. values], [.. Enumerable.Repeat(true, data.Items)]);
    };

    private static int Group(string id) => int.Parse(id[4..]) % Groups;

    private static float Score(TrainedModel model, int user, int item) => Enumerable.Range(0, model.Dim)
        .Sum(k => model.Users[user * model.Dim + k] * model.Items[item * model.Dim + k]);
}
