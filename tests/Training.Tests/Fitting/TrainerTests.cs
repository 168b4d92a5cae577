using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Tests.Fitting;

[Collection(SeededTorch.Name)]
public sealed class TrainerTests
{
    private static readonly KDiffESettings Quick = new() { Dim = 16, Epochs = 12, Negatives = 32, Batch = 256 };

    private static Trainer Trainer(Dataset data, KDiffESettings settings) => new(data, new TrainingSettings { KDiffE = settings }, DeviceOperators.Cpu);

    [Theory]
    [InlineData(RankingLoss.Softmax)]
    [InlineData(RankingLoss.Bpr)]
    public void LearnsAPlantedStructureFarBetterThanPopularity(RankingLoss loss)
    {
        var data = TinyDataset.Grouped(users: 200, items: 200, groups: 8, perUser: 15, seed: 3);
        var model = Trainer(data, Quick with { Loss = loss, LearningRate = 0.02f }).Train(null, CancellationToken.None).Model;
        var evaluator = new FullRankingEvaluator(data);

        var recall = evaluator.Evaluate(new EmbeddingScorer(model.Users, model.Items, model.Dim), data.Test, CancellationToken.None).Recall;

        recall.ShouldBeGreaterThan(2 * evaluator.Evaluate(new MostPopular(data), data.Test, CancellationToken.None).Recall);
    }

    [Fact]
    public void AnItemGraphBringsColdItemsToTheUsersOfTheirNeighbours()
    {
        // Every item but the last few is interacted with by its group; the cold ones are known by their triples alone.
        var data = TinyDataset.Grouped(users: 80, items: 64, groups: 4, perUser: 12, seed: 3);
        var cold = Enumerable.Range(56, 8).Select(k => data.ItemIds.ToList().IndexOf($"item{k}")).ToHashSet();
        var warm = Enumerable.Range(0, data.Train.Count).Where(k => !cold.Contains(data.Train.Items[k])).ToArray();
        data = data with { Train = new Interactions([.. warm.Select(k => data.Train.Users[k])], [.. warm.Select(k => data.Train.Items[k])]) };

        var with = Train(10);
        var without = Train(0);

        with.ShouldBeGreaterThan(without + 0.1);

        // How much higher users score cold items of their own group than those of other groups, as a share of right pairs.
        double Train(int neighbours)
        {
            var model = Trainer(data, Quick with { MaxNeighbors = 0, ItemGraphNeighbors = neighbours }).Train(null, CancellationToken.None).Model;
            var (right, pairs) = (0, 0);
            for (var user = 0; user < data.Users; user++)
            {
                var group = int.Parse(data.UserIds[user][4..]) % 4;
                foreach (var own in cold.Where(item => int.Parse(data.ItemIds[item][4..]) % 4 == group))
                {
                    foreach (var other in cold.Where(item => int.Parse(data.ItemIds[item][4..]) % 4 != group))
                        (right, pairs) = (right + (Score(user, own) > Score(user, other) ? 1 : 0), pairs + 1);
                }
            }

            return (double)right / pairs;

            float Score(int user, int item) => Enumerable.Range(0, model.Dim)
                .Sum(k => model.Users[user * model.Dim + k] * model.Items[item * model.Dim + k]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheSameSeedGivesTheSameModelAndTheSameFigures(int hops)
    {
        var data = TinyDataset.Grouped(users: 60, items: 60, groups: 4, perUser: 10, seed: 3);
        var settings = new TrainingSettings { KDiffE = Quick with { KgHops = hops, MaxNeighbors = 8 }, Diffusion = new() { Hidden = 16, RebuildEvery = 1 } };

        var first = new Trainer(data, settings, DeviceOperators.Cpu).Train(null, CancellationToken.None);
        var second = new Trainer(data, settings, DeviceOperators.Cpu).Train(null, CancellationToken.None);

        first.Epochs.ShouldAllBe(epoch => epoch.Contrastive != null && epoch.Diffusion != null);
        second.Model.Users.ShouldBe(first.Model.Users);
        second.Model.Items.ShouldBe(first.Model.Items);
        second.Epochs.Select(EpochReports.Untimed).ShouldBe(first.Epochs.Select(EpochReports.Untimed));
    }

    [Fact]
    public void ACancelledRunKeepsItsBestEpoch()
    {
        var data = TinyDataset.Grouped(users: 60, items: 60, groups: 4, perUser: 10, seed: 3);
        using var cancel = new CancellationTokenSource();

        var result = Trainer(data, Quick).Train(new CancelAfter(5, cancel), cancel.Token);

        result.Cancelled.ShouldBeTrue();
        result.Epochs.Count.ShouldBe(5);
        result.Model.Epoch.ShouldBeInRange(1, 5);
    }

    [Fact]
    public void StopsWhenPatienceRunsOut()
    {
        var data = TinyDataset.Grouped(users: 60, items: 60, groups: 4, perUser: 10, seed: 3);

        var result = Trainer(data, Quick with { Epochs = 500, Patience = 2, EvaluateEvery = 1 }).Train(null, CancellationToken.None);

        result.Epochs.Count.ShouldBe(result.Model.Epoch + 2);
    }

    [Theory]
    [InlineData(RankingLoss.Softmax)]
    [InlineData(RankingLoss.Bpr)]
    public void IsolatedNodesAndUsersWithEverythingGiveFiniteEmbeddings(RankingLoss loss)
    {
        // User 0 has every item of training but item 3, user 2 and item 3 have nothing.
        var data = TinyDataset.Of(3, 4, new Interactions([0, 0, 0, 1], [0, 1, 2, 0]), new Interactions([1], [1]), Interactions.Empty) with
        {
            EntityIds = ["e"],
            RelationIds = ["r"],
            Triples = new Triples([0, 3], [0, 0], [4, 4]),
        };

        var model = Trainer(data, Quick with { Loss = loss }).Train(null, CancellationToken.None).Model;

        model.Users.ShouldAllBe(value => float.IsFinite(value));
        model.Items.ShouldAllBe(value => float.IsFinite(value));
    }

    [Fact]
    public void OneUserAndOneItemTrain()
    {
        var data = TinyDataset.Of(1, 1, new Interactions([0], [0]), Interactions.Empty, Interactions.Empty);

        var model = Trainer(data, Quick).Train(null, CancellationToken.None).Model;

        model.Users.ShouldAllBe(value => float.IsFinite(value));
        model.Epoch.ShouldBe(Quick.Epochs);
    }

    [Fact]
    public void RefusesADatasetWithoutTrainingInteractions() =>
        Should.Throw<InvalidOperationException>(() => Trainer(
            TinyDataset.Of(1, 1, Interactions.Empty, Interactions.Empty, Interactions.Empty), Quick).Train(null, CancellationToken.None))
            .Message.ShouldContain("no training interaction");

    [Fact]
    public void TheGraphIsDenoisedAsOftenAsAskedAndContrastedInEveryStep()
    {
        var data = TinyDataset.Grouped(users: 60, items: 60, groups: 4, perUser: 10, seed: 3);
        var settings = new TrainingSettings { KDiffE = Quick with { Epochs = 4 }, Diffusion = new() { Hidden = 16, RebuildEvery = 2 } };

        var epochs = new Trainer(data, settings, DeviceOperators.Cpu).Train(null, CancellationToken.None).Epochs;

        epochs.Select(epoch => epoch.Diffusion is not null).ShouldBe([true, false, true, false]);
        epochs.ShouldAllBe(epoch => Math.Abs(epoch.Loss - epoch.Rank - settings.Contrastive.Weight * epoch.Contrastive!.Value) < 1e-4);
    }

    [Fact]
    public void WithoutAGraphThereIsNothingToContrast()
    {
        var data = TinyDataset.Grouped(users: 60, items: 60, groups: 4, perUser: 10, seed: 3) with { Triples = Triples.Empty };

        var epochs = new Trainer(data, new TrainingSettings { KDiffE = Quick with { Epochs = 2 } }, DeviceOperators.Cpu).Train(null, CancellationToken.None).Epochs;

        epochs.ShouldAllBe(epoch => epoch.Contrastive == null && epoch.Diffusion == null && epoch.Loss == epoch.Rank);
    }

    [Fact]
    public void ContrastingPullsTheViewsTogether()
    {
        var data = TinyDataset.Grouped(users: 60, items: 60, groups: 4, perUser: 10, seed: 3);

        Last(weight: 1).ShouldBeLessThan(Last(weight: 1e-4f) - 0.1);

        double Last(float weight)
        {
            var settings = new TrainingSettings { KDiffE = Quick, Diffusion = new() { Hidden = 16 }, Contrastive = new() { Weight = weight } };
            return new Trainer(data, settings, DeviceOperators.Cpu).Train(null, CancellationToken.None).Epochs[^1].Contrastive!.Value;
        }
    }

    private sealed class CancelAfter(int epochs, CancellationTokenSource source) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            if (value.Epoch == epochs)
                source.Cancel();
        }
    }
}
