namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>The checks of histories find each fault that they are there for, and none where there is none.</summary>
public sealed class HistoryChecksTests
{
    private static readonly Register Row = new("ann", "film 1");

    [Fact]
    public void WhatIsInOrderHasNoProblem()
    {
        Registers([Write("1", 0, 1), Write("2", 2, 3), Write(null, 4, 5), Write("3", 6, 7)], stored: "3", Read("1", 1, 2), Read("2", 4, 5), Read(null, 5, 6)).ShouldBeEmpty();
        Registers([Write("1", 0, 5), Write("2", 2, 7)], stored: "1").ShouldBeEmpty("of two at once either may be the last");
        Registers([Write("1", 0, 1), Write("2", 2, 3, Outcome.Failed)], stored: "1").ShouldBeEmpty();
    }

    [Fact]
    public void WhatGotNoAnswerMayBeThereOrNotAndMayComeLate()
    {
        var writes = new[] { Write("1", 0, 1), Write("2", 2, 3, Outcome.Unknown), Write("3", 4, 5) };

        Registers(writes, stored: "3").ShouldBeEmpty();
        Registers(writes, stored: "2").ShouldBeEmpty();
        Registers(writes, stored: "1").ShouldBe(["ann/film 1 has 1 in place of 3"]);
    }

    [Fact]
    public void AnAcknowledgedWriteThatIsLostIsFound() =>
        Registers([Write("1", 0, 1)], stored: null).ShouldBe(["ann/film 1 has lost 1"]);

    [Fact]
    public void AWriteThatIsThereTwiceIsFound() =>
        RegisterCheck.Problems([Write("1", 0, 1)], [], new[] { "1", "1" }.ToLookup(_ => Row)).ShouldBe(["ann/film 1 is doubled: 1, 1"]);

    [Fact]
    public void ADeletedRowThatIsBackIsFound() =>
        Registers([Write("1", 0, 1), Write(null, 2, 3)], stored: "1").ShouldBe(["ann/film 1 has 1 back, which was deleted"]);

    [Fact]
    public void ARefusedWriteThatIsThereIsFound() =>
        Registers([Write("1", 0, 1, Outcome.Failed)], stored: "1").ShouldBe(["ann/film 1 has 1, of which it was said that it is not written"]);

    [Fact]
    public void ARowThatNobodyWroteIsFound() =>
        Registers([], stored: "7").ShouldBe(["ann/film 1 has 7, which nobody wrote"]);

    [Fact]
    public void AReadThatGoesBackBehindAnAcknowledgedWriteIsFound()
    {
        RegisterWrite[] writes = [Write("1", 0, 1), Write("2", 2, 4)];

        Registers(writes, stored: "2", Read("1", 3, 5)).ShouldBeEmpty("it was under way");
        Registers(writes, stored: "2", Read("1", 5, 6)).ShouldBe(["ann/film 1 has 1 in place of 2, as reader reads it"]);
        Registers(writes, stored: "2", Read(null, 5, 6)).ShouldBe(["ann/film 1 has lost 2, as reader reads it"]);
        Registers(writes, stored: "2", Read("2", 0, 1)).ShouldBe(["ann/film 1 has 2, which nobody wrote, as reader reads it"]);
    }

    [Fact]
    public void ARunThatIsStartedTwiceForOneTriggerIsFound()
    {
        RunTrigger[] triggers = [new("ann", "night", 1, Outcome.Ok), new("ann", "night", 1, Outcome.Ok), new("bob", "noon", null, Outcome.Unknown)];

        RunCheck.TriggerProblems(triggers, [(1, "night"), (2, "noon")]).ShouldBeEmpty();
        RunCheck.TriggerProblems(triggers, [(1, "night"), (3, "night")]).ShouldBe(["night started the runs 1, 3"]);
    }

    [Fact]
    public void ARunThatIsLostOrThatNobodyAskedForIsFound()
    {
        RunTrigger[] triggers = [new("ann", "night", 1, Outcome.Ok), new("bob", "noon", 2, Outcome.Failed)];

        RunCheck.TriggerProblems(triggers, [(2, "noon")]).ShouldBe(
            ["nobody has asked for run 2 of noon, or it was refused", "ann was told of run 1 for night, and there is none"]);
    }

    [Fact]
    public void StatesOfARunInTheirOrderHaveNoProblem() => RunCheck.StateProblems(
        [
            Run(null, "queued"), Run("queued", "running", "one", "a"), Run("running", "queued", null, "a"), Run("queued", "running", "two", "b"),
            Run("running", "running", "three", "c"), Run("running", "succeeded", null, "c"),
        ]).ShouldBeEmpty();

    [Theory]
    [InlineData("queued", "succeeded")]
    [InlineData("succeeded", "running")]
    [InlineData("cancelled", "queued")]
    public void AForbiddenTransitionOfARunIsFound(string from, string to) =>
        RunCheck.StateProblems([Run(null, "queued"), Run(from, to, "one")]).ShouldNotBeEmpty();

    [Fact]
    public void ALeaseThatIsHeldAgainIsFound() => RunCheck.StateProblems(
        [Run(null, "queued"), Run("queued", "running", "one", "a"), Run("running", "running", "two", "b"), Run("running", "running", "one", "a")])
        .ShouldBe(["run 1 runs by the lease one, which is none or an old one"]);

    [Fact]
    public void ARunThatAnotherThanItsHolderEndsIsFound() => RunCheck.StateProblems(
        [Run(null, "queued"), Run("queued", "running", "one", "a"), Run("running", "running", "two", "b"), Run("running", "succeeded", null, "a")])
        .ShouldBe(["run 1 came to succeeded by a, and b has it"]);

    [Fact]
    public void ARunThatIsTakenUpAfterItsCancellationIsFound() => RunCheck.StateProblems(
        [Run(null, "queued"), Run("queued", "running", "one") with { CancelRequested = true }]).ShouldBe(["run 1 was taken up after it was asked to stop"]);

    [Fact]
    public void ASwapOfTheActiveSnapshotIsOneStep()
    {
        StateChange[] changes = [Snapshot(1, "v1", null, "ready"), Snapshot(2, "v1", "ready", "active"), Snapshot(3, "v2", null, "ready")];

        SnapshotCheck.Problems([.. changes, Snapshot(4, "v1", "active", "retired"), Snapshot(4, "v2", "ready", "active")]).ShouldBeEmpty();
        SnapshotCheck.Problems([.. changes, Snapshot(4, "v2", "ready", "active")]).ShouldBe(["after v2 became active these are active: v1, v2"]);
        SnapshotCheck.Problems([.. changes, Snapshot(4, "v1", "active", "retired"), Snapshot(5, "v2", "ready", "active")])
            .ShouldBe(["after v1 became retired these are active: "]);
        SnapshotCheck.Problems([.. changes, Snapshot(4, "v1", "active", null)]).ShouldBe(["snapshot v1 went from active to ", "after v1 became  these are active: "]);
    }

    private static IEnumerable<string> Registers(IEnumerable<RegisterWrite> writes, string? stored, params RegisterRead[] reads) =>
        RegisterCheck.Problems(writes, reads, (stored is null ? [] : new[] { stored }).ToLookup(_ => Row));

    private static RegisterWrite Write(string? value, long start, long end, Outcome outcome = Outcome.Ok) => new("writer", Row, value, start, end, outcome);

    private static RegisterRead Read(string? value, long start, long end) =>
        new("reader", Row.Owner, value is null ? new Dictionary<string, string>() : new() { [Row.Name] = value }, start, end);

    private static StateChange Run(string? from, string to, string? lease = null, string writer = "a") => new(0, writer, "1", from, to, lease);

    private static StateChange Snapshot(long transaction, string version, string? from, string? to) => new(transaction, "a", version, from, to);
}
