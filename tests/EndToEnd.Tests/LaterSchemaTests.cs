namespace KDiffE.EndToEnd.Tests;

/// <summary>A database that a later version of the program has migrated.</summary>
public sealed class LaterSchemaTests : IAsyncLifetime
{
    private const string Refusal = "The database has the migration 20991231235959_Later, which this version does not know; nothing was changed. "
        + "Start the version that made it or a later one, or restore a backup of before.";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.Database.ExecuteAsync("insert into \"__EFMigrationsHistory\" values ('20991231235959_Later', '99.0.0')");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("worker")]
    [InlineData("import", "/tmp")]
    [InlineData("export", "/tmp/never-made")]
    [InlineData("train", "--from-db", "--epochs", "1")]
    [InlineData("train", "--data", "/tmp", "--publish")]
    [InlineData("kg", "from-features", "--from-db")]
    public async Task EveryCommandThatNeedsTheDatabaseRefusesItInOneSentence(params string[] command)
    {
        var process = _site.StartCommand(command);

        (await process.WaitForExitAsync(Limit)).ShouldBe(1, process.Output);

        process.Output.Trim().ShouldBe(Refusal);
    }

    [Fact]
    public async Task TheApiRefusesItInOneSentenceAndEnds()
    {
        var api = _site.StartApi(new Uri($"http://127.0.0.1:{Site.FreePort()}"));

        (await api.WaitForExitAsync(Limit)).ShouldBe(1, api.Output);

        api.Output.Split('\n').Where(line => line.Contains(" FTL ", StringComparison.Ordinal)).ShouldHaveSingleItem().TrimEnd().ShouldEndWith(Refusal);
        api.Output.ShouldNotContain("   at ");
    }
}
