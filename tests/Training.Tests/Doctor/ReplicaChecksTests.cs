using KDiffE.Infrastructure.Replicas;
using KDiffE.Training.Doctor;

namespace KDiffE.Training.Tests.Doctor;

public sealed class ReplicaChecksTests
{
    private static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0, "a standby, 0 seconds behind the primary", "Ok")]
    [InlineData(30, "a standby, 30 seconds behind the primary", "Ok")]
    [InlineData(31, "It is not read from: it is 31 seconds behind the primary.", "Warning")]
    [InlineData(7200, "It is not read from: it is 2 hours behind the primary.", "Warning")]
    public void OneThatIsFurtherBehindThanItMayIsAWarning(int seconds, string message, string severity)
    {
        var finding = ReplicaChecks.Judge(new ReplicaLook(Fault: null, HasAll: false, TimeSpan.FromSeconds(seconds)), MaxLag);

        (finding.Message, finding.Severity.ToString()).ShouldBe((message, severity));
    }

    [Fact]
    public void NobodyKnowsHowFarBehindOneIsThatHasReplayedNothingYet()
    {
        var finding = ReplicaChecks.Judge(new ReplicaLook(Fault: null, HasAll: false, Lag: null), MaxLag);

        (finding.Message, finding.Severity).ShouldBe(("It is not read from: it is behind the primary, nobody knows by how much.", Severity.Warning));
    }

    [Fact]
    public void OneThatIsNoStandbyIsAWarningThatNamesTheSetting()
    {
        var finding = ReplicaChecks.Judge(new ReplicaLook("it is no standby", HasAll: false, Lag: null), MaxLag);

        (finding.Message, finding.Severity).ShouldBe(("It is not read from: it is no standby.", Severity.Warning));
        finding.Advice!.ShouldContain("ConnectionStrings__PostgresReplica");
    }
}
