using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KDiffE.Serving.Tests;

/// <summary>An application that ranks by what is in a folder, and the service that puts it there.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IHost _host;

    internal Shop()
    {
        Store = new FolderSnapshotStore(Folder);
        Directory.CreateDirectory(Folder);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKDiffERanking(options =>
        {
            options.Folder = Folder;
            options.LookEvery = TimeSpan.FromMilliseconds(50);
            options.StartWithin = TimeSpan.FromSeconds(20);
        });
        builder.Services.AddHealthChecks().AddKDiffERanking();
        _host = builder.Build();
    }

    internal string Folder => _folder.File("snapshots");

    internal FolderSnapshotStore Store { get; }

    internal IKDiffERanking Ranking => _host.Services.GetRequiredService<IKDiffERanking>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    internal Task StartAsync() => _host.StartAsync(Cancelled);

    /// <summary>Stores snapshots and says that the last of them is served, and the others were before.</summary>
    internal async Task ServeAsync(params SnapshotContent[] contents)
    {
        foreach (var content in contents)
            await Store.SaveAsync(content, Cancelled);
        await NoteAsync([.. contents.Reverse().Select(content => content.Metadata.Version)]);
    }

    /// <summary>Says which snapshots are and were served, the last first.</summary>
    internal Task NoteAsync(params string[] versions) => Store.NoteServedAsync(versions, Cancelled);

    /// <summary>Damages a stored snapshot.</summary>
    internal async Task DamageAsync(string version)
    {
        var file = Path.Combine(Folder, version + ".safetensors");
        var bytes = await File.ReadAllBytesAsync(file, Cancelled);
        bytes[^5] ^= 0xff;
        await File.WriteAllBytesAsync(file, bytes, Cancelled);
    }

    internal Task RanksByAsync(string version) => Eventually.IsAsync(() => Task.FromResult(Ranking.Version == version));

    internal async Task<HealthReportEntry> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancelled)).Entries["kdiffe"];

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(Cancelled);
        _host.Dispose();
        _folder.Dispose();
    }
}
