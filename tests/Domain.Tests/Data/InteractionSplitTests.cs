using KDiffE.Domain.Data;

namespace KDiffE.Domain.Tests.Data;

public sealed class InteractionSplitTests
{
    [Fact]
    public void KeepsAPublishedSplit()
    {
        var data = Build(b =>
        {
            b.AddInteraction("u", "a", SplitPart.Train);
            b.AddInteraction("u", "b", SplitPart.Valid);
            b.AddInteraction("u", "c", SplitPart.Test);
        });

        Pairs(data, data.Train).ShouldBe(["u a"]);
        Pairs(data, data.Valid).ShouldBe(["u b"]);
        Pairs(data, data.Test).ShouldBe(["u c"]);
    }

    [Fact]
    public void APairThatIsHeldOutAnywhereIsNotTrainedOn()
    {
        var data = Build(b =>
        {
            b.AddInteraction("u", "a", SplitPart.Train);
            b.AddInteraction("u", "a", SplitPart.Test);
            b.AddInteraction("u", "b", SplitPart.Valid);
            b.AddInteraction("u", "b", SplitPart.Train);
        });

        data.Train.Count.ShouldBe(0);
        Pairs(data, data.Valid).ShouldBe(["u b"]);
        Pairs(data, data.Test).ShouldBe(["u a"]);
    }

    [Fact]
    public void RowsBesideAPublishedSplitAreTrainedOn()
    {
        var data = Build(b =>
        {
            b.AddInteraction("u", "a", SplitPart.Train);
            b.AddInteraction("u", "b", SplitPart.Valid);
            b.AddInteraction("u", "c");
        });

        Pairs(data, data.Train).ShouldBe(["u a", "u c"]);
    }

    [Fact]
    public void ARepeatedPairCountsOnce()
    {
        var data = Build(b =>
        {
            b.AddInteraction("u", "a", SplitPart.Train, 1);
            b.AddInteraction("u", "a", SplitPart.Train, 2);
        });

        data.Train.Count.ShouldBe(1);
    }

    [Fact]
    public void MissingValidationIsASeededTenthOfTraining()
    {
        var first = Large(seed: 5);
        var again = Large(seed: 5);
        var other = Large(seed: 6);

        // 10,000 rows of 100 users: four standard deviations of a binomial are 120 rows.
        first.Valid.Count.ShouldBeInRange(880, 1120);
        (first.Train.Count + first.Valid.Count).ShouldBe(10_000);
        Pairs(first, first.Valid).ShouldBe(Pairs(again, again.Valid));
        Pairs(first, first.Valid).ShouldNotBe(Pairs(other, other.Valid));

        static Dataset Large(int seed) => Build(
            b =>
            {
                for (var k = 0; k < 10_000; k++)
                    b.AddInteraction($"u{k % 100}", $"i{k / 100}", SplitPart.Train);
                b.AddInteraction("u0", "held out", SplitPart.Test);
            },
            seed);
    }

    [Fact]
    public void AUserWithTwoTrainingRowsGivesNoneToValidation()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            Build(
                b =>
                {
                    b.AddInteraction("u", "a", SplitPart.Train);
                    b.AddInteraction("u", "b", SplitPart.Train);
                    b.AddInteraction("u", "c", SplitPart.Test);
                },
                seed).Train.Count.ShouldBe(2);
        }
    }

    [Fact]
    public void WithoutASplitTheNewestInteractionsAreHeldOut()
    {
        // Twenty interactions in shuffled order of time: two tenths of them are two each.
        var data = Build(b =>
        {
            for (var k = 0; k < 20; k++)
                b.AddInteraction("u", $"i{k * 7 % 20}", timestamp: k * 7 % 20);
        });

        Pairs(data, data.Test).ShouldBe(["u i18", "u i19"], ignoreOrder: true);
        Pairs(data, data.Valid).ShouldBe(["u i16", "u i17"], ignoreOrder: true);
        data.Train.Count.ShouldBe(16);
    }

    [Fact]
    public void ARepeatedPairStandsAtItsEarliestTimeInWhicheverOrderItComes()
    {
        double[] times = [9, double.NaN, 1];
        foreach (var order in new int[][] { [0, 1, 2], [2, 1, 0], [1, 0, 2] })
        {
            var data = Build(b =>
            {
                foreach (var k in order)
                    b.AddInteraction("u", "again", timestamp: times[k]);
                for (var k = 2; k < 6; k++)
                    b.AddInteraction("u", $"i{k}", timestamp: k);
            });

            Pairs(data, data.Test).ShouldBe(["u i5"]);
            Pairs(data, data.Valid).ShouldBe(["u i4"]);
        }
    }

    [Fact]
    public void AmongEqualTimesTheHoldOutIsDrawnByIdAndNotByOrder()
    {
        Dataset Of(IEnumerable<int> order, int seed) => Build(
            b =>
            {
                foreach (var k in order)
                    b.AddInteraction("u", $"i{k}", timestamp: 5);
            },
            seed);

        var forwards = Of(Enumerable.Range(0, 30), 1);
        var backwards = Of(Enumerable.Range(0, 30).Reverse(), 1);
        var other = Of(Enumerable.Range(0, 30), 2);

        Pairs(backwards, backwards.Test).ShouldBe(Pairs(forwards, forwards.Test), ignoreOrder: true);
        Pairs(other, other.Test).ShouldNotBe(Pairs(forwards, forwards.Test));
    }

    [Fact]
    public void SortedByIdRowsGiveTheSameDataInWhicheverOrderTheyCome()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 300).Select(_ => (User: $"u{random.Next(20)}", Item: $"i{random.Next(40)}", Time: random.Next(5))).ToArray();
        var texts = Enumerable.Range(0, 5).Select(_ =>
        {
            random.Shuffle(rows);
            var builder = new DatasetBuilder("test");
            foreach (var (user, item, time) in rows)
                builder.AddInteraction(user, item, timestamp: time == 0 ? double.NaN : time);
            builder.SortById();
            return System.Text.Json.JsonSerializer.Serialize(builder.Build(3));
        }).ToList();

        texts.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void WithoutTimesTheHoldOutIsDrawn()
    {
        Dataset Drawn(int seed) => Build(
            b =>
            {
                for (var k = 0; k < 30; k++)
                    b.AddInteraction("u", $"i{k}");
            },
            seed);

        var (first, other) = (Drawn(1), Drawn(2));
        (first.Train.Count, first.Valid.Count, first.Test.Count).ShouldBe((24, 3, 3));
        Pairs(first, first.Test).ShouldBe(Pairs(Drawn(1), Drawn(1).Test));
        Pairs(first, first.Test).ShouldNotBe(Pairs(other, other.Test));
    }

    [Fact]
    public void InteractionsThatComeLaterMoveNothingFromTrainingToTheHoldOut()
    {
        Dataset Of(int count) => Build(b =>
        {
            foreach (var (user, interactions) in new[] { ("first", count), ("second", 20) })
            {
                for (var k = 0; k < interactions; k++)
                    b.AddInteraction(user, $"i{k}");
            }
        });

        var (before, after) = (Of(20), Of(30));

        // Of the first user two were held out and three are now: the third was validated on at most.
        Pairs(after, after.Test).Length.ShouldBe(5);
        Pairs(after, after.Test).Intersect(Pairs(before, before.Train)).ShouldBeEmpty();
        Pairs(after, after.Test).Where(pair => pair.StartsWith("second", StringComparison.Ordinal))
            .ShouldBe(Pairs(before, before.Test).Where(pair => pair.StartsWith("second", StringComparison.Ordinal)));
    }

    [Fact]
    public void AUserWithTwoInteractionsIsOnlyTrainedOn()
    {
        var data = Build(b =>
        {
            b.AddInteraction("u", "a", timestamp: 1);
            b.AddInteraction("u", "b", timestamp: 2);
        });

        data.Train.Count.ShouldBe(2);
    }

    private static Dataset Build(Action<DatasetBuilder> fill, int seed = 1)
    {
        var builder = new DatasetBuilder("test");
        fill(builder);
        return builder.Build(seed);
    }

    private static string[] Pairs(Dataset data, Interactions part) =>
        [.. Enumerable.Range(0, part.Count).Select(k => $"{data.UserIds[part.Users[k]]} {data.ItemIds[part.Items[k]]}")];
}
