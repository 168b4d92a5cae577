using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Events;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving.Live;

/// <summary>Makes what follows the database beside a snapshot.</summary>
internal sealed partial class LiveCatalogs(
    CatalogFeed feed, IOptions<PositivesOptions> positives, IOptions<LiveOptions> options, TimeProvider time, ILogger<LiveCatalogs> logger)
{
    // However long a large catalogue takes, a database that hangs must not hold up the exchange of snapshots for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Makes one, and reads the database where that answers; else it is read by whoever follows it.</summary>
    public LiveCatalog Open(Snapshot snapshot)
    {
        var live = Create(snapshot);
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            live.LoadAsync(patience.Token).GetAwaiter().GetResult();
            return live;
        }
        // Whatever the database does, what the snapshot says can be served.
        catch (Exception error)
        {
            LogNotRead(snapshot.Metadata.Version, error.GetBaseException().Message);
            return Create(snapshot);
        }
    }

    /// <summary>Makes one that has not read the database.</summary>
    // The histories are in rows of the snapshot: with it they are garbage, which a cache of the process would keep until it is full.
    public LiveCatalog Create(Snapshot snapshot) => new(
        snapshot, feed, positives.Value.Positives, new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.MaxCachedInteractions }),
        options.Value.MaxHistory, time);

    [LoggerMessage(LogLevel.Warning, "Cannot read what has changed since snapshot {Version} was made; it is served as it is: {Reason}")]
    private partial void LogNotRead(string version, string reason);
}
