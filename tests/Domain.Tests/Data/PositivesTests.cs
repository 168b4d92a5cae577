using KDiffE.Domain.Data;

namespace KDiffE.Domain.Tests.Data;

public sealed class PositivesTests
{
    [Fact]
    public void EveryInteractionIsAPositiveUnlessSomethingElseIsSaid()
    {
        var data = Build(Positives.All, b => b.AddInteraction("u", "a", eventType: "dislike", rating: -1));

        (data.Train.Count, data.Negative.Count).ShouldBe((1, 0));
    }

    [Fact]
    public void RatingsBelowTheLeastAreNoPositivesAndWhatHasNoRatingIsOne()
    {
        var data = Build(new Positives { MinRating = 3 }, b =>
        {
            b.AddInteraction("u", "a", rating: 3);
            b.AddInteraction("u", "b", rating: 2.9);
            b.AddInteraction("u", "c");
        });

        Names(data, data.Train).ShouldBe(["a", "c"]);
        Names(data, data.Negative).ShouldBe(["b"]);
    }

    [Fact]
    public void APairIsAPositiveWhenItsKindsOfEventsAddUpToMoreThanNothing()
    {
        var rule = new Positives { EventWeights = new Dictionary<string, double> { ["dislike"] = -1, ["buy"] = 3, ["view"] = 0 } };

        var data = Build(rule, b =>
        {
            b.AddInteraction("u", "viewed", eventType: "view");
            b.AddInteraction("u", "bought", eventType: "buy");
            b.AddInteraction("u", "bought", eventType: "dislike");
            b.AddInteraction("u", "unnamed and disliked");
            b.AddInteraction("u", "unnamed and disliked", timestamp: 7);
            b.AddInteraction("u", "unnamed and disliked", eventType: "dislike");
        });

        Names(data, data.Train).ShouldBe(["bought"]);
        Names(data, data.Negative).ShouldBe(["viewed", "unnamed and disliked"], ignoreOrder: true);
    }

    [Fact]
    public void WhatWasOnlyViewedMayBeRecommendedWhereViewsDoNotHide()
    {
        var rule = new Positives
        {
            EventWeights = new Dictionary<string, double> { ["view"] = 0, ["dislike"] = -1 },
            UnhidingEvents = new HashSet<string> { "view" },
        };
        var data = Build(rule, b =>
        {
            b.AddInteraction("u", "viewed", eventType: "view");
            b.AddInteraction("u", "viewed and disliked", eventType: "view");
            b.AddInteraction("u", "viewed and disliked", eventType: "dislike");
            b.AddInteraction("u", "viewed and bought", eventType: "view");
            b.AddInteraction("u", "viewed and bought", eventType: "buy");
        });

        Names(data, data.Train).ShouldBe(["viewed and bought"]);
        Names(data, data.Negative).ShouldBe(["viewed and disliked"]);
    }

    [Fact]
    public void APoorRatingTakesNothingFromADislike() =>
        new Positives { MinRating = 3, EventWeights = new Dictionary<string, double> { ["dislike"] = -2 } }.WeightOf("dislike", 1).ShouldBe(-2);

    [Fact]
    public void WhatIsNoPositiveIsNeitherHeldOutNorLearnt()
    {
        var data = Build(new Positives { MinRating = 1 }, b =>
        {
            for (var k = 0; k < 20; k++)
                b.AddInteraction("u", $"i{k}", timestamp: k, rating: k < 10 ? 1 : 0);
        });

        Names(data, data.Test).ShouldBe(["i9"]);
        (data.Train.Count + data.Valid.Count + data.Test.Count, data.Negative.Count).ShouldBe((10, 10));
    }

    private static Dataset Build(Positives positives, Action<DatasetBuilder> fill)
    {
        var builder = new DatasetBuilder("test") { Positives = positives };
        fill(builder);
        return builder.Build(1);
    }

    private static string[] Names(Dataset data, Interactions pairs) => [.. pairs.Items.Select(item => data.ItemIds[item])];
}
