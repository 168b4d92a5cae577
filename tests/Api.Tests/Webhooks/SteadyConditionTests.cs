using KDiffE.Api.Webhooks;

namespace KDiffE.Api.Tests.Webhooks;

/// <summary>What comes and goes within moments is one condition, or none.</summary>
public sealed class SteadyConditionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly SteadyCondition _condition = new(degradedAfter: TimeSpan.FromSeconds(10), recoveredAfter: TimeSpan.FromSeconds(60));

    [Fact]
    public void AMomentIsNotTold() => Look(0, 200, second => second is >= 5 and < 12 ? "away" : null).ShouldBeEmpty();

    [Fact]
    public void WhatLastsIsToldOnceWithItsBeginningAndItsEnd() => Look(0, 200, second => second is >= 5 and < 100 ? "away" : null).ShouldBe(
        [(15, new ConditionNotice("away", IsWell: false, Noon.AddSeconds(5))), (160, new ConditionNotice("away", IsWell: true, Noon.AddSeconds(100)))]);

    [Fact]
    public void WhatFlapsIsOneConditionAndEndsOnceItIsSteady() => Look(0, 400, second => second < 300 && second % 10 < 5 ? "away" : null).ShouldBe(
        [(10, new ConditionNotice("away", IsWell: false, Noon)), (355, new ConditionNotice("away", IsWell: true, Noon.AddSeconds(295)))]);

    [Fact]
    public void AnotherReasonIsNoOtherConditionAndTheNextConditionIsToldAnew() =>
        Look(0, 300, second => second switch { < 30 => "away", < 60 => "refused", >= 200 => "late", _ => null }).Select(told => (told.Second, told.Notice.Reason, told.Notice.IsWell))
            .ShouldBe([(10, "away", false), (120, "away", true), (210, "late", false)]);

    private List<(int Second, ConditionNotice Notice)> Look(int from, int to, Func<int, string?> trouble)
    {
        var told = new List<(int, ConditionNotice)>();
        for (var second = from; second < to; second++)
        {
            if (_condition.Look(trouble(second), Noon.AddSeconds(second)) is { } notice)
                told.Add((second, notice));
        }

        return told;
    }
}
