using KDiffE.Infrastructure.Import;
using KDiffE.TestKit;
using KDiffE.Training.Demo;

namespace KDiffE.Training.Tests.Worker;

/// <summary>A database with a small demo catalogue, which a few epochs learn.</summary>
public sealed class DemoDatabase : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The database.</summary>
    public PostgresDatabase Database { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        var folder = _folder.File("demo");
        DemoFolder.Write(folder, users: 300, items: 120, seed: 1);
        await Database.Get<RecBoleImport>().ImportAsync(folder);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
