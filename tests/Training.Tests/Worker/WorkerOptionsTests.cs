using System.ComponentModel.DataAnnotations;
using KDiffE.Training.Worker;

namespace KDiffE.Training.Tests.Worker;

public sealed class WorkerOptionsTests
{
    [Fact]
    public void TheDefaultsAreValid() => Errors(new WorkerOptions()).ShouldBeEmpty();

    [Fact]
    public void RefusesAHeartbeatThatMakesALiveWorkerLookSilent() =>
        Errors(new WorkerOptions { Heartbeat = TimeSpan.FromSeconds(10) })
            .ShouldBe(["Training:Silence (00:00:30) must be more than three times Training:Heartbeat (00:00:10)."]);

    [Fact]
    public void RefusesTimesThatAreNone()
    {
        Errors(new WorkerOptions { Heartbeat = TimeSpan.Zero }).ShouldHaveSingleItem().ShouldContain("Heartbeat");
        Errors(new WorkerOptions { StopWithin = TimeSpan.FromSeconds(-1) }).ShouldHaveSingleItem().ShouldContain("StopWithin");
        Errors(new WorkerOptions { StallAfter = TimeSpan.Zero }).ShouldHaveSingleItem().ShouldContain("StallAfter");
    }

    private static List<string> Errors(WorkerOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(result => result.ErrorMessage!)];
    }
}
