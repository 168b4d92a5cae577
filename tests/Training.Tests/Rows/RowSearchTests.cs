using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Rows;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Rows;

/// <summary>Weights are what validation data ask for, and 0 where they ask for nothing.</summary>
public sealed class RowSearchTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    // Nine of ten interactions stay in the user's group, which is the entity of the graph; the model knows nothing.
    private readonly Dataset _data = TinyDataset.Grouped(users: 200, items: 400, groups: 8, perUser: 12, seed: 3);

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
        // The model knows the groups. One standard error is passed by chance now and then, by the best of six weights somewhat more often.
        var weighed = Enumerable.Range(1, 12).Count(seed =>
        {
            var data = Controls.ShuffleGraph(TinyDataset.Grouped(users: 200, items: 400, groups: 8, perUser: 12, seed));
            var learnt = new Part(8, Groups(data.Users), Groups(data.Items));
            return Choose(data, new KDiffESettings(), learnt).Profiles.Count > 0;
        });

        weighed.ShouldBeLessThanOrEqualTo(6);

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
        Choose(data, new KDiffESettings { PopularityPrior = Switch.Off }).AreNone.ShouldBeTrue();
    }

    [Fact]
    public void WhatIsSwitchedOffIsNotWeighed() =>
        Choose(_data, new KDiffESettings { PopularityPrior = Switch.Off, ProfileDim = 0, RareItemBlending = Switch.Off }).AreNone.ShouldBeTrue();

    [Fact]
    public void WithoutValidationDataNothingIsAdded() =>
        Choose(_data with { Valid = Interactions.Empty }, new KDiffESettings()).AreNone.ShouldBeTrue();

    private static RowWeights Choose(Dataset data, KDiffESettings settings, Part? learnt = null)
    {
        var random = new Random(7);
        learnt ??= new Part(4, Draw(data.Users * 4), Draw(data.Items * 4));
        return new RowSearch(data, settings, new RowExtension(data, settings, learnt, Token), Token).Choose();

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
