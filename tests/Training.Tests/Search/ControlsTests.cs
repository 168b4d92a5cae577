using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Search;

public sealed class ControlsTests
{
    [Fact]
    public void ItemsExchangeTheirTriplesWhole()
    {
        var data = TinyDataset.Grouped(users: 4, items: 40, groups: 5, perUser: 5, seed: 2);

        var shuffled = Controls.ShuffleGraph(data);

        shuffled.Triples.Tails.ShouldBe(data.Triples.Tails);
        shuffled.Triples.Heads.ShouldNotBe(data.Triples.Heads);
        shuffled.Triples.Heads.ShouldBe(data.Triples.Heads, ignoreOrder: true);
        shuffled.Train.ShouldBe(data.Train);
    }

    [Fact]
    public void ItemsExchangeTheirFeaturesOfAllModalitiesTogether()
    {
        int[] items = [.. Enumerable.Range(0, 30)];
        var data = TinyDataset.Of(1, 30, Interactions.Empty, Interactions.Empty, Interactions.Empty) with
        {
            Features =
            [
                new ItemFeature("image", 1, [.. items.Select(item => (float)item)], [.. items.Select(item => item < 20)]),
                new ItemFeature("text", 2, [.. items.SelectMany(item => new float[] { item, -item })], [.. items.Select(_ => true)]),
            ],
        };

        var (image, text) = (Controls.ShuffleFeatures(data).Features[0], Controls.ShuffleFeatures(data).Features[1]);

        image.Values.ShouldNotBe(data.Features[0].Values);
        image.Values.Order().ShouldBe(data.Features[0].Values);
        items.ShouldAllBe(item => text.Values[2 * item] == image.Values[item] && text.Values[2 * item + 1] == -image.Values[item]);
        items.ShouldAllBe(item => image.Present[item] == image.Values[item] < 20);
    }
}
