using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Backup and restore with the commands of the documentation, where database and folder are one publish apart.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly Site _old = new();
    private readonly Site _new = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Backup => _old.PathOf("backup");

    public async ValueTask InitializeAsync()
    {
        await _old.InitializeAsync();
        await _new.InitializeAsync();
        await _new.Database.ExecuteAsync("drop schema public cascade; create schema public");
        await _old.ImportAsync(users: 400, items: 200);
        _old.StartWorker();
        await PublishAsync(_old);
        await BackUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _new.DisposeAsync();
        await _old.DisposeAsync();
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AFolderOfLaterThanItsDatabaseServesWhatBothKnowAndTheNextRunPublishesAgain()
    {
        var known = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(_old.Snapshots, "*.safetensors").Single());
        var later = await PublishAsync(_old);
        File.Copy(FileOf(_old, later), Path.Combine(Backup, "snapshots", later + ".safetensors"));
        await RestoreAsync();

        using var api = await _new.StartApiAsync();
        await ServesAsync(api, known);

        (await HealthAsync(api))["degraded"].ShouldBeNull();
        _new.StartWorker();
        var next = await PublishAsync(_new);
        await ServesAsync(api, next);
        (await _new.GetAsync(1)).SnapshotVersion.ShouldBe(known);
        (await _new.Database.QueryAsync<long>("select count(*) from interactions")).ShouldBe(await _old.Database.QueryAsync<long>("select count(*) from interactions"));
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task ADatabaseOfLaterThanItsFolderServesWhatBothKnowUntilTheNextRunPublishesAgain()
    {
        var known = Directory.EnumerateFiles(_old.Snapshots, "*.safetensors").Single();
        var later = await PublishAsync(_old);
        Directory.Delete(Backup, recursive: true);
        await BackUpAsync();
        File.Delete(Path.Combine(Backup, "snapshots", later + ".safetensors"));
        File.Exists(Path.Combine(Backup, "snapshots", Path.GetFileName(known))).ShouldBeTrue();
        await RestoreAsync();

        using var api = await _new.StartApiAsync();
        await ServesAsync(api, Path.GetFileNameWithoutExtension(known));
        var health = await HealthAsync(api);
        health["lastRefusal"]!["version"]!.GetValue<string>().ShouldBe(later);
        health["degraded"]!.GetValue<string>().ShouldContain(later);

        _new.StartWorker();
        var next = await PublishAsync(_new);
        await ServesAsync(api, next);
        (await HealthAsync(api))["degraded"].ShouldBeNull();
    }

    private async Task BackUpAsync()
    {
        Directory.CreateDirectory(Backup);
        await DocumentedCommands.RunAsync("operations.md", "backup", Variables(_old));
    }

    private async Task RestoreAsync() => await DocumentedCommands.RunAsync("operations.md", "restore", Variables(_new));

    private (string Name, string Value)[] Variables(Site site)
    {
        var connection = new NpgsqlConnectionStringBuilder(site.Database.ConnectionString);
        var url = $"postgresql://{connection.Username}:{Uri.EscapeDataString(connection.Password!)}@{connection.Host}:{connection.Port}/{connection.Database}";
        return [("url", url), ("snapshots", site.Snapshots), ("backup", Backup)];
    }

    private static async Task<string> PublishAsync(Site site)
    {
        var run = await site.RequestAsync(epochs: 3);
        var ended = await site.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Error).ShouldBe((RunState.Succeeded, null));
        return ended.SnapshotVersion!;
    }

    private static string FileOf(Site site, string version) => Path.Combine(site.Snapshots, version + ".safetensors");

    private static Task ServesAsync(HttpClient api, string version) =>
        Eventually.IsAsync(async () => (await HealthAsync(api))["snapshotVersion"]?.GetValue<string>() == version, Long, () => $"{version} is not served");

    private static async Task<JsonObject> HealthAsync(HttpClient api) =>
        (await api.GetFromJsonAsync<JsonObject>(new Uri("/health/live", UriKind.Relative), Cancelled))!;
}
