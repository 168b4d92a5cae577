namespace KDiffE.Infrastructure.Tests.Jobs;

/// <summary>What every engine promises of schedules. Takes a minute, in which a schedule comes.</summary>
[Trait("Category", "Slow")]
public abstract class TrainingTicksContract(OneMinute minute)
{
    private Workplace Place => minute.Place;

    [Fact]
    public void FiresAScheduleOncePerTickWithTwoWorkers() =>
        Place.Ticks.Count(tick => tick.Schedule == "stands" && tick.Tick == minute.Minute).ShouldBe(1);

    [Fact]
    public void TicksWhileATrainingRuns()
    {
        minute.Runs.SelectMany(Place.WorkersOf).Order().ShouldBe(["A", "B"]);
        Place.Ticks.ShouldNotBeEmpty();
    }

    [Fact]
    public void DoesNotFireAScheduleThatIsGone() => Place.Ticks.ShouldNotContain(tick => tick.Schedule == "goes");

    [Fact]
    public void FiresAChangedScheduleAtItsNewTimesAlone() => Place.Ticks.ShouldNotContain(tick => tick.Schedule == "changes");
}
