using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

/// <summary>What sets an installation up before anything of it runs, with nobody at a terminal.</summary>
public sealed class PrepareCommandsTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task MigrateMakesTheSchemaAndChangesNothingTheSecondTime()
    {
        await _database.ExecuteAsync("drop schema public cascade; create schema public");

        for (var times = 0; times < 2; times++)
        {
            var (exitCode, output, error) = await RunAsync("migrate");
            (exitCode, output.Trim()).ShouldBe((0, "The schema is up to date."), error);
        }

        (await _database.Get<ApiKeyStore>().ListAsync(Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AKeyOfAFileIsAcceptedAndEnteringItAgainChangesNothing()
    {
        var (id, text, _) = KeyText.Create();
        await File.WriteAllTextAsync(_folder.File("key"), text + "\n", Cancelled);

        for (var times = 0; times < 2; times++)
        {
            var (exitCode, output, error) = await RunAsync("keys", "create", "ops", "--role", "admin", "--key-file", _folder.File("key"));
            (exitCode, output.Trim()).ShouldBe((0, $"Key {id} of ops, for admin: live"), error);
            (output + error).ShouldNotContain(text);
        }

        (await _database.Get<ApiKeyStore>().GetLiveAsync(Cancelled)).Live.ShouldHaveSingleItem().Key.Id.ShouldBe(id);
    }

    [Fact]
    public async Task AFileThatIsNoKeyIsNamedAndItsContentIsNotShown()
    {
        await File.WriteAllTextAsync(_folder.File("key"), "hunter2", Cancelled);

        var (exitCode, output, error) = await RunAsync("keys", "create", "ops", "--role", "admin", "--key-file", _folder.File("key"));

        exitCode.ShouldBe(1);
        error.ShouldContain($"{_folder.File("key")}: It is no key");
        (output + error).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task TheDemoGoesIntoTheDatabaseInOneCommand()
    {
        var (exitCode, output, error) = await RunAsync("demo", _folder.File("films"), "--users", "20", "--items", "50", "--import");

        exitCode.ShouldBe(0, error);
        output.ShouldContain("Imported films");
        await using var count = _database.DataSource.CreateCommand("select count(*) from users");
        (await count.ExecuteScalarAsync(Cancelled)).ShouldBe(20L);
    }

    // As in a container: the connection string is a file, and no environment variable.
    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        Directory.CreateDirectory(_folder.File("secrets"));
        await File.WriteAllTextAsync(_folder.File("secrets/ConnectionStrings__Postgres"), _database.ConnectionString + "\n", Cancelled);
        return await Kdiffe.RunWithAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Postgres"] = null, ["Secrets__Folder"] = _folder.File("secrets") }, arguments);
    }
}
