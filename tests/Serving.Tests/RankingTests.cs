using System.Text.Json;
using KDiffE.Domain.Feedback;

namespace KDiffE.Serving.Tests;

/// <summary>What is ranked, for whom and by what.</summary>
public sealed class RankingTests : IAsyncLifetime
{
    private readonly Shop _shop = new();

    private IKDiffERanking Ranking => _shop.Ranking;

    public async ValueTask InitializeAsync()
    {
        await _shop.ServeAsync(Fruit.Of("v1"));
        await _shop.StartAsync();
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public void AnAnswerIsSentAsTheServiceSendsIt()
    {
        JsonSerializer.SerializeToNode(Ranking.ForUser("nobody"), JsonSerializerOptions.Web)!["source"]!.GetValue<string>().ShouldBe("popular");
        JsonSerializer.SerializeToNode(Ranking.ForItems(["apple"]), JsonSerializerOptions.Web)!["source"]!.GetValue<string>().ShouldBe("fold_in");
    }

    [Fact]
    public void AUserGetsTheItemsOfTheHighestScoresWithoutWhatWasSeen()
    {
        var list = Ranking.ForUser("ann");

        (list.Version, list.Source).ShouldBe(("v1", RecommendationSource.Model));
        list.Items.ShouldBe([new("date", "Date", 2), new("cherry", null, 1.5f), new("banana", "Banana", 0.5f), new("elder", "Elder", -1)]);
    }

    [Fact]
    public void SeenItemsAreShownWhereTheyAreAskedFor() =>
        Ids(Ranking.ForUser("ann", new() { N = 3, IncludeSeen = true })).ShouldBe(["date", "cherry", "apple"]);

    [Fact]
    public void WhatIsExcludedOrNotToBeShownIsLeftOutAndTheListIsStillFull()
    {
        var inStock = new ItemRule(id => id != "cherry");

        Ids(Ranking.ForUser("ann", new() { N = 2, Exclude = ["date", "unknown"], Rule = inStock })).ShouldBe(["banana", "elder"]);
        Ids(Ranking.Popular(new() { N = 2, Rule = inStock })).ShouldBe(["banana", "elder"]);
    }

    [Fact]
    public void ARuleIsAskedOnceForEachItemUntilItIsToBeAskedAgain()
    {
        var asked = new List<string>();
        var filter = new ItemRule(id =>
        {
            asked.Add(id);
            return true;
        });

        Ranking.ForUser("ann", new() { Rule = filter });
        Ranking.Popular(new() { Rule = filter });
        asked.ShouldBe(["apple", "banana", "cherry", "date", "elder"]);
        filter.Renew();
        Ranking.Popular(new() { Rule = filter });

        asked.Count.ShouldBe(10);
    }

    [Fact]
    public void AnUnknownUserGetsWhatIsPopular()
    {
        var list = Ranking.ForUser("nobody", new() { N = 3 });

        list.Source.ShouldBe(RecommendationSource.Popular);
        list.Items.ShouldBe([new("banana", "Banana", 9), new("elder", "Elder", 7), new("cherry", null, 5)]);
    }

    [Fact]
    public void AUserOfWhomTheModelKnowsNothingGetsWhatIsPopularWithoutWhatWasSeen() =>
        Ids(Ranking.ForUser("bob")).ShouldBe(["banana", "elder", "cherry", "apple"]);

    [Theory]
    [InlineData("nobody")]
    [InlineData("bob")]
    public void WhatAUserLikedSinceRanksForOneWhomTheModelDoesNotKnow(string user)
    {
        var list = Ranking.ForUser(user, new() { N = 2, Recent = ["banana", "unknown"], Exclude = ["date"] });

        // The vector is banana's, (0, 1): cherry has 1, apple and elder 0.
        list.Source.ShouldBe(RecommendationSource.FoldIn);
        list.Items.ShouldBe([new("cherry", null, 1), new("apple", "Apple", 0)]);
    }

    [Fact]
    public void WhatAUserLikedSinceMovesTheVectorThatTheModelHas()
    {
        var list = Ranking.ForUser("ann", new() { Recent = ["banana"] });

        // f(H) of apple = (1, 0); c = u·f / f·f = 1. f(H') of apple and banana = (1, 1) / √2. u' = u + f(H') − f(H).
        var (x, y) = (1 + (1 / MathF.Sqrt(2)) - 1, 0.5f + (1 / MathF.Sqrt(2)));
        list.Source.ShouldBe(RecommendationSource.FoldIn);
        Ids(list).ShouldBe(["cherry", "date", "elder"]);
        list.Items[0].Score.ShouldBe(x + y, 1e-6f);
        list.Items[1].Score.ShouldBe(2 * x, 1e-6f);
    }

    [Fact]
    public void WhatAUserHadSeenAlreadyMovesNothing() => Ranking.ForUser("ann", new() { Recent = ["apple"] }).Source.ShouldBe(RecommendationSource.Model);

    [Fact]
    public void SomebodyOfWhomItemsAreKnownGetsWhatIsLikeThem()
    {
        // (1, 0) and (0, 1) over √2: cherry has √2, date √2, of which cherry stands first.
        Ids(Ranking.ForItems(["apple", "banana", "apple"], new() { N = 2 })).ShouldBe(["cherry", "date"]);
        Ranking.ForItems(["unknown"]).Source.ShouldBe(RecommendationSource.Popular);
    }

    [Fact]
    public void SimilarItemsAreThoseOfTheNextDirection()
    {
        var list = Ranking.SimilarTo("apple", new() { N = 2 })!;

        Ids(list).ShouldBe(["date", "cherry"]);
        list.Items[1].Score.ShouldBe(1 / MathF.Sqrt(2), 1e-6f);
        Ranking.SimilarTo("unknown").ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void ANumberOfItemsThatMakesNoSenseIsRefused(int n) => Should.Throw<ArgumentOutOfRangeException>(() => new RankedListQuery { N = n });

    private static IEnumerable<string> Ids(RankedList list) => list.Items.Select(item => item.Id);
}
