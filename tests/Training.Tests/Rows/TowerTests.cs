using KDiffE.Training.Rows;

namespace KDiffE.Training.Tests.Rows;

/// <summary>What content predicts of learnt rows, beside regressions without the item that is predicted.</summary>
public sealed class TowerTests
{
    [Fact]
    public void AnItemIsPredictedAsIfItsOwnRowWereNotThere()
    {
        // One column of content and one learnt, near 2·content + 1; item 11 has no interactions, item 10 no content.
        var random = new Random(4);
        float[] content = [.. Enumerable.Range(0, 12).Select(item => item == 10 ? 0 : 0.5f + random.NextSingle())];
        float[] learnt = [.. content.Select(value => (2 * value) + 1 + (0.2f * (random.NextSingle() - 0.5f)))];
        int[] popularity = [.. Enumerable.Range(0, 12).Select(item => item == 11 ? 0 : 1 + (item * item))];

        var tower = Tower.Of(new Part(1, [], learnt), popularity, "graph", content, 1);

        tower.ShouldNotBeNull();
        tower.Known.ShouldBe([.. Enumerable.Range(0, 12).Select(item => item != 10)]);
        var expected = LeaveOneOut(content, learnt, Array.ConvertAll(popularity, count => Math.Sqrt(count)));
        for (var item = 0; item < 12; item++)
            tower.Rows[item].ShouldBe((float)expected[item], tolerance: 1e-4f);
        tower.Explained.ShouldBeInRange(0.5, 1);
    }

    [Fact]
    public void ContentThatSaysNothingOfTheRowsSeldomPredictsThem()
    {
        // Two standard errors are passed by chance now and then.
        var predicted = Enumerable.Range(1, 20).Count(seed =>
        {
            var random = new Random(seed);
            return Tower.Of(new Part(4, [], Draw(random, 60 * 4)), [.. Enumerable.Repeat(3, 60)], "graph", Draw(random, 60 * 10), 10) is not null;
        });

        predicted.ShouldBeLessThanOrEqualTo(2);

        static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    [Fact]
    public void TheMeanRowOfAnItemIsThatOfTheOthers()
    {
        // √n = 1, 2 and 0.
        var tower = Tower.OfMean(new Part(2, [], [2, 0, 4, 6, 9, 9]), [1, 4, 0]);

        tower.Rows.ShouldBe([4, 6, 2, 0, 10f / 3, 4], tolerance: 1e-5);
        (tower.Source, tower.Explained).ShouldBe((Tower.Mean, 0));
        tower.Known.ShouldAllBe(known => !known);
    }

    [Fact]
    public void EveryItemOfALargeCatalogueHasItsOwnRow()
    {
        // Which goes through in several blocks. Learnt is 2·content + 1, and no item has more interactions than another.
        const int Items = 20_000;
        float[] content = [.. Enumerable.Range(1, Items).Select(item => (float)item / Items)];
        float[] learnt = [.. content.Select(value => (2 * value) + 1)];
        int[] popularity = [.. Enumerable.Repeat(1, Items)];

        var mean = Tower.OfMean(new Part(1, [], learnt), popularity);
        var tower = Tower.Of(new Part(1, [], learnt), popularity, "graph", content, 1);
        var ridge = Ridge.Of(content, 1);

        tower.ShouldNotBeNull();
        var (sum, middle) = (learnt.Sum(value => (double)value), learnt.Average(value => (double)value));
        foreach (var item in new[] { 0, 8_191, 8_192, 16_384, Items - 1 })
        {
            mean.Rows[item].ShouldBe((float)((sum - learnt[item]) / (Items - 1)), tolerance: 1e-4f);
            // λ is .03 of the only eigenvalue.
            tower.Rows[item].ShouldBe((float)(middle + ((learnt[item] - middle) / 1.03)), tolerance: 1e-3f);
            // λ is the only eigenvalue.
            ridge[item].ShouldBe(content[item] / MathF.Sqrt(2), tolerance: 1e-5f);
        }
    }

    /// <summary>min Σ w·(v − α − β·c)² + λβ² over the items with content but one, for the λ that is best at it.</summary>
    private static double[] LeaveOneOut(float[] content, float[] learnt, double[] weights)
    {
        int[] known = [.. Enumerable.Range(0, content.Length).Where(item => content[item] != 0)];
        var total = known.Sum(item => weights[item]);
        var mean = known.Sum(item => weights[item] * content[item]) / total;
        var spread = known.Sum(item => weights[item] * Math.Pow(content[item] - mean, 2));
        return new[] { 0.03, 0.1, 0.3, 1, 3, 10 }.Select(share => Predict(share * spread))
            .MinBy(predicted => known.Sum(item => weights[item] * Math.Pow(learnt[item] - predicted[item], 2)))!;

        double[] Predict(double lambda) => [.. Enumerable.Range(0, content.Length).Select(item =>
        {
            int[] others = [.. known.Where(other => other != item)];
            if (content[item] == 0)
            {
                int[] all = [.. Enumerable.Range(0, content.Length).Where(other => other != item)];
                return all.Sum(other => weights[other] * learnt[other]) / all.Sum(other => weights[other]);
            }

            var (w, c, v) = (others.Sum(o => weights[o]), others.Sum(o => weights[o] * content[o]), others.Sum(o => weights[o] * learnt[o]));
            var (cc, cv) = (others.Sum(o => weights[o] * content[o] * content[o]), others.Sum(o => weights[o] * content[o] * learnt[o]));
            var slope = ((w * cv) - (c * v)) / ((w * (cc + lambda)) - (c * c));
            return ((v - (slope * c)) / w) + (slope * content[item]);
        })];
    }
}
