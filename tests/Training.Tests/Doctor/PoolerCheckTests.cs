using KDiffE.TestKit;
using KDiffE.Training.Doctor;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Training.Tests.Doctor;

/// <summary>What is said of a connection pooler before the database.</summary>
public sealed class PoolerCheckTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Theory]
    [InlineData("transaction", "", Severity.Ok, "through a connection pooler: an API is not told of new snapshots and looks for them every Snapshots:PollInterval")]
    [InlineData("session", "", Severity.Ok, "through a connection pooler")]
    [InlineData("transaction", ";Max Auto Prepare=20", Severity.Warning, "Max Auto Prepare has it keep prepared statements")]
    [InlineData("transaction", ";Search Path=shop", Severity.Error, "unsupported startup parameter: search_path")]
    [InlineData("statement", "", Severity.Error, "The connection pooler before the database allows no transactions")]
    internal async Task ThatThereIsOneIsSaidAndWhatItDoesNotAllow(string mode, string more, Severity severity, string message)
    {
        Assert.SkipWhen(PgBouncer.WhyNot is not null, PgBouncer.WhyNot ?? "");
        await using var pooler = new PgBouncer(mode);
        var connection = await pooler.StartAsync(database.ConnectionString) + more;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Postgres"] = connection }).Build();
        await using var patient = new Patient(configuration);

        var found = await DatabaseChecks.Server(patient).RunAsync(TestContext.Current.CancellationToken);

        found.Severity.ShouldBe(severity, found.Message);
        found.Message.ShouldContain(message);
        (found.Advice is null).ShouldBe(severity == Severity.Ok);
    }
}
