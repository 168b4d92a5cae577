using KDiffE.Domain.Webhooks;

namespace KDiffE.Domain.Tests.Webhooks;

/// <summary>When something that was not taken is sent again.</summary>
public sealed class DeliveryPausesTests
{
    [Fact]
    public void EightAttemptsTakeAboutADayAndEachPauseIsLongerThanTheOneBefore()
    {
        var pauses = Enumerable.Range(1, 7).Select(attempt => DeliveryPauses.After(attempt).ShouldNotBeNull()).ToList();

        pauses.ShouldBe(pauses.Distinct().Order());
        pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause).ShouldBeInRange(TimeSpan.FromHours(22), TimeSpan.FromHours(26));
        (DeliveryPauses.Attempts, DeliveryPauses.After(8), DeliveryPauses.After(9)).ShouldBe((8, null, null));
    }

    [Fact]
    public void EveryEventHasANameOfItsOwn() =>
        Enum.GetValues<WebhookEvent>().Select(happened => WebhookEventNames.Parse(WebhookEventNames.Of(happened))).ShouldBe(Enum.GetValues<WebhookEvent>());
}
