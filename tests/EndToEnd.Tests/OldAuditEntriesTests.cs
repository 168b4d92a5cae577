namespace KDiffE.EndToEnd.Tests;

/// <summary>It is known as long as the configuration says who did what.</summary>
public sealed class OldAuditEntriesTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task AWorkerForgetsEntriesThatAreTooOld()
    {
        await _site.Database.ExecuteAsync(
            "insert into audit_entries (created_at, action, subject, who, details) select now() - n * interval '1 day', 'runstarted', n::text, 'ops', '{}' from unnest(array[0, 9, 11, 401]) n");

        var worker = _site.StartWorker(("Audit__Keep", "10.00:00:00"));

        await worker.WaitForOutputAsync("Forgot 2 entries of the audit log", TimeSpan.FromMinutes(1));
        (await _site.Database.QueryAsync<string>("select subject from audit_entries order by 1")).ShouldBe(["0", "9"]);
    }

    [Fact]
    public async Task AnImpossibleTimeStopsTheWorkerWithItsNameValueAndRange()
    {
        var worker = _site.StartWorker(("Audit__Keep", "00:10:00"));

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1, worker.Output);
        worker.Output.ShouldContain("Audit:Keep is '00:10:00', but must be from 1.00:00:00 to 36500.00:00:00.");
    }
}
