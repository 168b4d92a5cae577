using KDiffE.Training.Fitting;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Fitting;

[Collection(SeededTorch.Name)]
public sealed class EpochRandomTests
{
    [Fact]
    public void AnEpochDrawsTheSameWhateverWasDrawnBefore()
    {
        var (straight, resumed) = (new EpochRandom(7), new EpochRandom(7));
        straight.Start(1);
        Draw(straight);
        straight.Start(2);
        var expected = Draw(straight);
        resumed.Start(2);

        Draw(resumed).ShouldBe(expected);
    }

    [Fact]
    public void EpochsAndSeedsDrawDifferently()
    {
        var random = new EpochRandom(7);
        var other = new EpochRandom(8);
        random.Start(1);
        var first = Draw(random);
        random.Start(2);
        var second = Draw(random);
        other.Start(1);

        second.ShouldNotBe(first);
        Draw(other).ShouldNotBe(first);
    }

    [Fact]
    public void DrawsAreUniformAndWithinTheirBounds()
    {
        var random = new EpochRandom(1);
        random.Start(1);
        var counts = new int[5];
        for (var k = 0; k < 50_000; k++)
            counts[random.Next(-2, 3) + 2]++;

        // ± 5 standard deviations of a binomial with p = 1/5.
        counts.ShouldAllBe(count => Math.Abs(count - 10_000) < 450);
        Enumerable.Range(0, 50_000).Average(_ => random.NextDouble()).ShouldBe(0.5, 0.007);
        random.Next(int.MinValue, int.MaxValue).ShouldBeLessThan(int.MaxValue);
        Should.Throw<ArgumentOutOfRangeException>(() => random.Next(3, 2));
    }

    private static float[] Draw(EpochRandom random)
    {
        int[] order = [.. Enumerable.Range(0, 20)];
        random.Shuffle(order);
        using var noise = randn(4);
        return [.. order.Select(value => (float)value), random.NextSingle(), .. noise.data<float>().ToArray()];
    }
}
