namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>What the queue promises of schedules. Takes a minute, in which a schedule comes.</summary>
[Trait("Category", "Slow")]
public sealed class ScheduleTicksTests(TicksFixture fixture) : IClassFixture<TicksFixture>
{
    private RecordedWork Work => fixture.Work;

    [Fact]
    public void FiresAScheduleOncePerTickWithTwoWorkers() =>
        Work.Ticks.Count(tick => tick.Schedule == "stands" && tick.Tick == fixture.Minute).ShouldBe(1);

    [Fact]
    public void TicksWhileATrainingRuns()
    {
        fixture.Runs.SelectMany(Work.WorkersOf).Order().ShouldBe(["A", "B"]);
        Work.Ticks.ShouldNotBeEmpty();
    }

    [Fact]
    public void DoesNotFireAScheduleThatIsGone() => Work.Ticks.ShouldNotContain(tick => tick.Schedule == "goes");

    [Fact]
    public void FiresAChangedScheduleAtItsNewTimesAlone() => Work.Ticks.ShouldNotContain(tick => tick.Schedule == "changes");
}
