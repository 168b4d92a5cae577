using System.Diagnostics;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Training.Worker;

/// <summary>
/// Extends the snapshot that is served with the items that came after its training and whose content says where they belong
/// (<see cref="NewItems"/>): a new snapshot, which is the training's with all of them, takes its place. Nothing is done while there
/// is a canary, nor for items that an extension of the same training has had, so that going back from one lasts.
/// </summary>
internal sealed partial class SnapshotExtender(
    NpgsqlDataSource database,
    IDbContextFactory<KDiffEDbContext> contexts,
    ReadRouter reads,
    ISnapshotStore store,
    SnapshotCatalog catalog,
    ExtensionTurn turns,
    ExtensionPublisher publisher,
    WorkerMeter meter,
    IOptions<RunDataOptions> dataOptions,
    TimeProvider time,
    ILogger<SnapshotExtender> logger)
{
    // What was looked at, with the content that it had then; of the snapshot that was trained last.
    private readonly Dictionary<string, DateTimeOffset> _examined = new(StringComparer.Ordinal);
    private string? _trained;

    /// <summary>Looks once, and extends the snapshot where there is something new.</summary>
    /// <exception cref="InvalidSnapshotException">The training's snapshot is missing or damaged.</exception>
    /// <exception cref="IOException">The extension cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task ExtendAsync(CancellationToken cancellation)
    {
        await Database.VerifyStillThereAsync(contexts, cancellation);
        await using var turn = await turns.TryTakeAsync(cancellation);
        if (turn is null || await FindServedAsync(cancellation) is not { } served)
            return;
        if (_trained != served.Trained.Version)
            _examined.Clear();
        _trained = served.Trained.Version;
        var items = await NewItemReader.ReadAsync(database, served.Trained.Metadata.Watermark, cancellation);
        var unknown = items.Where(item => !_examined.TryGetValue(item.Key, out var at) || Content(item) > at).ToList();
        if (unknown.Count == 0)
            return;
        var had = await ListHadAsync(served, unknown, cancellation);
        await ExtendAsync(served, unknown.FindAll(item => !had.Contains(item.Key)), items.Max(Content), cancellation);
        foreach (var item in unknown.Where(item => had.Contains(item.Key)))
            _examined[item.Key] = Content(item);
    }

    /// <summary>The snapshot that is served, that of its training, and the last extension of that; null where none is to be extended.</summary>
    private async Task<Served?> FindServedAsync(CancellationToken cancellation)
    {
        var all = await catalog.ListAsync(cancellation);
        var active = all.FirstOrDefault(snapshot => snapshot.State == SnapshotState.Active);
        // A canary is compared with what is active; in its place nobody would have asked for another one.
        if (active is null || all.Any(snapshot => snapshot.State == SnapshotState.Canary))
            return null;
        return all.FirstOrDefault(snapshot => snapshot.Version == active.Metadata.Trained) is { } trained
            ? new Served(active, trained, all.Where(snapshot => snapshot.Metadata.Extension?.Of == trained.Version && snapshot.State != SnapshotState.Training)
                .MaxBy(snapshot => snapshot.Metadata.Extension!.PlacedAt))
            : null;
    }

    /// <summary>
    /// Which items the training's last extension has had. Where it is served, new content of one makes it another item; where
    /// somebody went back from it, only an item that it has not had is news.
    /// </summary>
    private async Task<HashSet<string>> ListHadAsync(Served served, List<NewItem> items, CancellationToken cancellation)
    {
        if (served.Last is not { Metadata.Extension: { } extension } last)
            return [];
        var had = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var snapshot = await store.OpenAsync(last.Version, cancellation);
            had.UnionWith(items.Select(item => item.Key).Where(key => snapshot.TryGetItem(key, out _)));
        }
        // It may have had all that there was.
        catch (InvalidSnapshotException)
        {
            had.UnionWith(items.Where(item => Content(item) <= extension.ContentAt).Select(item => item.Key));
        }

        if (last.Version == served.Active.Version)
            had.ExceptWith(items.Where(item => Content(item) > extension.ContentAt).Select(item => item.Key));
        return had;
    }

    private async Task ExtendAsync(Served served, List<NewItem> items, DateTimeOffset contentAt, CancellationToken cancellation)
    {
        if (items.Count == 0)
            return;
        var started = Stopwatch.GetTimestamp();
        using var snapshot = await store.OpenAsync(served.Trained.Version, cancellation);
        foreach (var item in items.Where(item => snapshot.TryGetItem(item.Key, out _)))
            _examined[item.Key] = DateTimeOffset.MaxValue;
        items.RemoveAll(item => snapshot.TryGetItem(item.Key, out _));
        if (items.Count == 0)
            return;
        if (items.TrueForAll(item => item.ContentAt is null))
        {
            LogNotPlaced(items.Count, served.Trained.Version, "nothing is known of them");
            Examined(items);
            return;
        }

        var catalogue = await reads.ReadAsync(
            Freshness.Current, (server, stop) => DatabaseDataset.LoadCatalogueAsync(server.DataSource, dataOptions.Value.Dataset, stop), cancellation);
        var placed = await Task.Run(() => NewItems.Place(snapshot, catalogue, cancellation), cancellation);
        var keys = placed.Items.Select(item => catalogue.ItemIds[item]).ToList();
        var without = items.ExceptBy(keys, item => item.Key).Count();
        if (without == items.Count)
        {
            LogNotPlaced(items.Count, served.Trained.Version, placed.Reason);
            Examined(items);
            return;
        }

        var now = time.GetUtcNow();
        var content = snapshot.With(
            snapshot.Metadata with
            {
                Version = SnapshotMetadata.NewVersion(now),
                Extension = new SnapshotExtension(served.Trained.Version, placed.Items.Count, contentAt, now),
            },
            keys, [.. placed.Items.Select(item => catalogue.ItemNames[item])], placed.Rows);
        if (!await publisher.PublishAsync(content, served.Active.Version, cancellation))
            return;
        var took = Stopwatch.GetElapsedTime(started);
        meter.Placed(items.Count - without, took);
        LogPlaced(content.Metadata.Version, served.Trained.Version, placed.Items.Count, items.Count - without, took.TotalSeconds, without, placed.Reason);
        Examined(items);
    }

    private void Examined(List<NewItem> items)
    {
        foreach (var item in items)
            _examined[item.Key] = Content(item);
    }

    private static DateTimeOffset Content(NewItem item) => item.ContentAt ?? DateTimeOffset.MinValue;

    private sealed record Served(CatalogedSnapshot Active, CatalogedSnapshot Trained, CatalogedSnapshot? Last);

    [LoggerMessage(LogLevel.Information, "Snapshot {Version} extends {Trained} with {All} new items, {Placed} of them placed now, in {Seconds:0.0} s; {Without} have no content that places them. {Reason}")]
    private partial void LogPlaced(string version, string trained, int all, int placed, double seconds, int without, string reason);

    [LoggerMessage(LogLevel.Information, "{Items} new items are not placed in snapshot {Version}: {Reason}")]
    private partial void LogNotPlaced(int items, string version, string reason);
}
