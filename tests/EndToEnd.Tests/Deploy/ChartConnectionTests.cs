using Npgsql;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>The connection that the chart gives to its pods, against a real server.</summary>
public sealed class ChartConnectionTests(Chart chart) : IClassFixture<Chart>, IAsyncLifetime
{
    private const string Password = """a;b'c"d=e f$(HOME)\%&Ü""";
    private readonly Site _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 120_000)]
    public async Task OpensTheDatabaseWhateverCharactersThePasswordHas()
    {
        var server = new NpgsqlConnectionStringBuilder(_site.Database.ConnectionString);
        var role = $"odd_{Guid.NewGuid():n}";
        await _site.Database.ExecuteAsync($"create role {role} login superuser password '{Password.Replace("'", "''", StringComparison.Ordinal)}'");
        try
        {
            var given = await ConnectionStringAsync(server, role);
            given.ShouldNotContain("Password", Case.Insensitive);

            var command = _site.StartCommand(
                ["keys", "list"], ("ConnectionStrings__Postgres", given), ("PGPASSWORD", Password));
            (await command.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0, command.Output);

            var refused = _site.StartCommand(["keys", "list"], ("ConnectionStrings__Postgres", given), ("PGPASSWORD", "another"));
            (await refused.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1, refused.Output);
            refused.Output.ShouldContain("28P01");
        }
        finally
        {
            await _site.Database.ExecuteAsync($"drop role {role}");
        }
    }

    private async Task<string> ConnectionStringAsync(NpgsqlConnectionStringBuilder server, string role)
    {
        var (exitCode, output) = await chart.TemplateAsync(
            "production-s3-gpu", "--show-only", "templates/api/deployment.yaml", "--set",
            $"postgres.host={server.Host},postgres.port={server.Port},postgres.database={server.Database},postgres.username={role},postgres.sslMode=prefer");
        exitCode.ShouldBe(0, output);
        var lines = output.Split('\n');
        return lines[Array.FindIndex(lines, line => line.Contains("ConnectionStrings__Postgres", StringComparison.Ordinal)) + 1].Split('"')[1];
    }
}
