using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Rows;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Rows;

/// <summary>Weights are what validation data ask for, and 0 where they ask for nothing.</summary>
public sealed class RowSearchTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    // Nine of ten interactions stay in the user's group, which is the entity of the graph; the model knows nothing.
    private readonly Dataset _data = TinyDataset.Grouped(users: 200, items: 400, groups: 8, perUser: 12, seed: 3);

    [Theory]
    [InlineData(1_000, 4_096)]
    [InlineData(1_048_576, 4_096)]
    [InlineData(10_000_000, 2_000)]
    public void WeightsAreChosenByFourThousandUsersWhereThatIsNotTooMuch(int items, int users) =>
        FullRankingEvaluator.UsersFor(items, RowSearch.ScoresFor(items)).ShouldBe(users);

    [Fact]
    public void AGraphThatSaysWhatUsersLikeIsWeighed()
    {
        var weights = Choose(_data, new KDiffESettings());

        weights.Profile("graph").ShouldBeGreaterThan(0);
        weights.ToString().ShouldContain("profiles by graph");
    }

    [Fact]
    public void AGraphOfOtherItemsSeldomIs()
    {
        // The model knows the groups. Two standard errors are passed by chance now and then.
        var weighed = Enumerable.Range(1, 12).Count(seed =>
        {
            var data = Controls.ShuffleGraph(TinyDataset.Grouped(users: 200, items: 400, groups: 8, perUser: 12, seed));
            var learnt = new Part(8, Groups(data.Users), Groups(data.Items));
            return Choose(data, new KDiffESettings(), learnt).Profiles.Count > 0;
        });

        weighed.ShouldBeLessThanOrEqualTo(1);

        static float[] Groups(int count)
        {
            var random = new Random(count);
            return [.. Enumerable.Range(0, count * 8).Select(k => (k / 8 % 8 == k % 8 ? 1 : 0) + (0.1f * (random.NextSingle() - 0.5f)))];
        }
    }

    [Fact]
    public void WhatIsPopularIsWeighedWhereEverybodyLikesIt()
    {
        // Everybody has item 0 in the end, half of them know it already.
        var users = Enumerable.Range(0, 100).ToArray();
        var random = new Random(5);
        var data = TinyDataset.Of(
            100, 300,
            new Interactions([.. users, .. users[50..]], [.. users.Select(_ => 1 + random.Next(299)), .. users[50..].Select(_ => 0)]),
            new Interactions(users[..50], [.. users[..50].Select(_ => 0)]), Interactions.Empty);

        Choose(data, new KDiffESettings()).Popularity.ShouldBeOneOf(0.1, 0.2, 0.4, 0.8, 1.6);
        Choose(data, new KDiffESettings { PopularityPrior = Switch.Off }).Popularity.ShouldBe(0);
    }

    [Fact]
    public void WhatIsSwitchedOffIsNotWeighed() =>
        Choose(_data, new KDiffESettings { PopularityPrior = Switch.Off, ProfileDim = 0, RareItemBlending = Switch.Off }).AreNone.ShouldBeTrue();

    [Fact]
    public void WithoutValidationDataNothingIsAdded() =>
        Choose(_data with { Valid = Interactions.Empty }, new KDiffESettings()).AreNone.ShouldBeTrue();

    [Fact]
    public void ItemsWithoutInteractionsArePlacedWhereTheirContentSaysWhereTheyBelong()
    {
        // The model knows the groups of all items but those that nobody has in the training part.
        var data = WithoutTraining(_data, item => item % 10 == 0);
        var weights = Choose(data, new KDiffESettings { ProfileDim = 0 }, Groups(data));

        weights.Cold.ShouldNotBeNull().Source.ShouldBe("graph");
        ColdRecall(data, weights).ShouldBeGreaterThan(ColdRecall(data, RowWeights.None) + 0.05);
        weights.ToString().ShouldContain("items without interactions stand where graph places them");
    }

    [Fact]
    public void WhereListsLoseByThemNoLengthIsChosenAndTheSnapshotSaysSo()
    {
        // Nobody in the validation part has one of the new items, which are half of them.
        var data = WithoutTraining(_data, item => item % 16 < 8) with { Valid = _data.Valid };
        var valid = Enumerable.Range(0, data.Valid.Count).Where(row => data.Valid.Items[row] % 16 >= 8).ToArray();
        data = data with { Valid = new Interactions([.. valid.Select(row => data.Valid.Users[row])], [.. valid.Select(row => data.Valid.Items[row])]) };

        var weights = Choose(data, new KDiffESettings { ProfileDim = 0 }, Groups(data));

        weights.Cold.ShouldBe(new Placement("graph", 0));
        weights.ToString().ShouldNotContain("items without interactions");
        RowWeights.ColdOf(weights.Figures().ToDictionary(figure => figure.Name, figure => figure.Weight)).ShouldBe(weights.Cold);
        RowWeights.None.Figures().ShouldBeEmpty();
        RowWeights.ColdOf(new Dictionary<string, double> { ["weight.popularity"] = 1 }).ShouldBeNull();
    }

    [Fact]
    public void ContentOfOtherItemsPlacesNothing()
    {
        var data = Controls.ShuffleGraph(WithoutTraining(_data, item => item % 10 == 0));
        Choose(data, new KDiffESettings { ProfileDim = 0 }, Groups(data)).Cold.ShouldBeNull();
    }

    /// <summary>The dataset with some items' training interactions moved to its validation part.</summary>
    private static Dataset WithoutTraining(Dataset data, Func<int, bool> cold)
    {
        var rows = Enumerable.Range(0, data.Train.Count).ToLookup(row => cold(data.Train.Items[row]));
        return data with
        {
            Train = new Interactions([.. rows[false].Select(row => data.Train.Users[row])], [.. rows[false].Select(row => data.Train.Items[row])]),
            Valid = new Interactions(
                [.. data.Valid.Users, .. rows[true].Select(row => data.Train.Users[row])], [.. data.Valid.Items, .. rows[true].Select(row => data.Train.Items[row])]),
        };
    }

    /// <summary>Rows of eight groups, one a column, with some noise; those of items without training interactions are noise alone.</summary>
    private static Part Groups(Dataset data)
    {
        var random = new Random(2);
        var warm = data.Train.Items.ToHashSet();
        return new Part(8, Draw(data.UserIds, _ => true), Draw(data.ItemIds, warm.Contains));

        float[] Draw(IReadOnlyList<string> ids, Func<int, bool> known) => [.. ids.SelectMany((id, row) => Enumerable.Range(0, 8).Select(k =>
            (known(row) && int.Parse(id.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture) % 8 == k ? 1 : 0) + (0.1f * (random.NextSingle() - 0.5f))))];
    }

    private static double ColdRecall(Dataset data, RowWeights weights)
    {
        var extension = new RowExtension(data, new KDiffESettings(), Groups(data), Token);
        return new FullRankingEvaluator(data).Evaluate(extension.Serve(weights).Rows.ToScorer(), data.Valid, Token).ByItemBucket[0].Recall;
    }

    private static RowWeights Choose(Dataset data, KDiffESettings settings, Part? learnt = null)
    {
        var random = new Random(7);
        learnt ??= new Part(4, Draw(data.Users * 4), Draw(data.Items * 4));
        return new RowSearch(data, settings, new RowExtension(data, settings, learnt, Token), Token).Choose();

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
