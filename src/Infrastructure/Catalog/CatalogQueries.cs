using System.Linq.Expressions;
using System.Text.Json;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Reads what is stored, row by row and in pages.</summary>
public sealed class CatalogQueries(IDbContextFactory<KDiffEDbContext> contexts)
{
    /// <summary>A user, an entity or a relation; null where there is none.</summary>
    public async Task<StoredRow?> GetAsync<TRow>(string id, CancellationToken cancellationToken = default)
        where TRow : class, IKeyedRow =>
        (await ListAsync<TRow>(new KeyFilter(id), new PageRequest(1, After: null), cancellationToken)).Rows.SingleOrDefault();

    /// <summary>Users, entities or relations by external id.</summary>
    /// <param name="filter">Which of them.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidFieldException">The page is none.</exception>
    public async Task<Page<StoredRow>> ListAsync<TRow>(KeyFilter filter, PageRequest page, CancellationToken cancellationToken = default)
        where TRow : class, IKeyedRow
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Keyed(context.Set<TRow>(), filter.Id, filter.StartsWith, page).ToListAsync(cancellationToken);
        return Cut(rows, page, row => PageCursor.Of(row.Key), row => new StoredRow(row.Key, Json(row.Attributes), row.UpdatedAt));
    }

    /// <summary>An item; null where there is none.</summary>
    public async Task<StoredItem?> GetItemAsync(string id, CancellationToken cancellationToken = default) =>
        (await ListItemsAsync(new ItemFilter(id), new PageRequest(1, After: null), cancellationToken)).Rows.SingleOrDefault();

    /// <summary>Items by external id.</summary>
    /// <exception cref="InvalidFieldException">The page is none.</exception>
    public async Task<Page<StoredItem>> ListItemsAsync(ItemFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        FieldRules.Text("category", filter.Category);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var items = Where(context.Items, filter.Category, item => item.Categories.Contains(filter.Category!));
        items = Where(items, filter.Hidden, item => item.Hidden == filter.Hidden);
        items = Where(items, filter.UpdatedSince, item => item.UpdatedAt >= filter.UpdatedSince!.Value.ToUniversalTime());
        var rows = await Keyed(items, filter.Id, filter.StartsWith, page)
            .Select(item => new { Item = item, Entity = context.Entities.Where(e => e.Id == item.EntityId).Select(e => e.Key).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return Cut(rows, page, row => PageCursor.Of(row.Item.Key), row => new StoredItem(
            row.Item.Key, row.Item.Name, Json(row.Item.Attributes), [.. row.Item.Categories], row.Item.Hidden, row.Item.AvailableUntil, row.Entity, row.Item.UpdatedAt));
    }

    /// <summary>Interactions in the order in which they were stored.</summary>
    /// <exception cref="InvalidFieldException">The page is none.</exception>
    public async Task<Page<StoredInteraction>> ListInteractionsAsync(
        InteractionFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        FieldRules.Text("user", filter.User);
        FieldRules.Text("item", filter.Item);
        FieldRules.Text("eventType", filter.EventType);
        var after = page.After is null ? 0 : PageCursor.Number(page.After);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var interactions = context.Interactions.AsNoTracking().Where(t => t.Id > after);
        interactions = Where(interactions, filter.User, t => t.UserId == context.Users.Where(u => u.Key == filter.User).Select(u => u.Id).FirstOrDefault());
        interactions = Where(interactions, filter.Item, t => t.ItemId == context.Items.Where(i => i.Key == filter.Item).Select(i => i.Id).FirstOrDefault());
        interactions = Where(interactions, filter.EventType, t => t.EventType == filter.EventType);
        interactions = Where(interactions, filter.Since, t => t.OccurredAt >= filter.Since!.Value.ToUniversalTime());
        interactions = Where(interactions, filter.Until, t => t.OccurredAt < filter.Until!.Value.ToUniversalTime());
        var rows = await interactions.OrderBy(t => t.Id).Take(page.N + 1)
            .Select(t => new { Row = t, User = context.Users.First(u => u.Id == t.UserId).Key, Item = context.Items.First(i => i.Id == t.ItemId).Key })
            .ToListAsync(cancellationToken);
        return Cut(rows, page, row => PageCursor.Of(row.Row.Id), row => new StoredInteraction(
            row.User, row.Item, row.Row.EventType, row.Row.Weight, row.Row.OccurredAt, row.Row.Attributes is null ? null : Json(row.Row.Attributes), row.Row.UpdatedAt));
    }

    /// <summary>Triples in the order in which they were stored.</summary>
    /// <exception cref="InvalidFieldException">The page is none.</exception>
    public async Task<Page<StoredTriple>> ListTriplesAsync(TripleFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        FieldRules.Text("head", filter.Head);
        FieldRules.Text("relation", filter.Relation);
        FieldRules.Text("tail", filter.Tail);
        var after = page.After is null ? 0 : PageCursor.Number(page.After);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var triples = context.KgTriples.AsNoTracking().Where(t => t.Id > after);
        triples = Where(triples, filter.Head, t => t.HeadId == context.Entities.Where(e => e.Key == filter.Head).Select(e => e.Id).FirstOrDefault());
        triples = Where(triples, filter.Relation, t => t.RelationId == context.Relations.Where(r => r.Key == filter.Relation).Select(r => r.Id).FirstOrDefault());
        triples = Where(triples, filter.Tail, t => t.TailId == context.Entities.Where(e => e.Key == filter.Tail).Select(e => e.Id).FirstOrDefault());
        var rows = await triples.OrderBy(t => t.Id).Take(page.N + 1)
            .Select(t => new
            {
                t.Id,
                Triple = new StoredTriple(
                    context.Entities.First(e => e.Id == t.HeadId).Key, context.Relations.First(r => r.Id == t.RelationId).Key,
                    context.Entities.First(e => e.Id == t.TailId).Key, t.UpdatedAt),
            })
            .ToListAsync(cancellationToken);
        return Cut(rows, page, row => PageCursor.Of(row.Id), row => row.Triple);
    }

    /// <summary>The features of an item by modality; null where there is no such item.</summary>
    /// <param name="item">The item's external id.</param>
    /// <param name="modality">The one of this modality; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<StoredFeature>?> ListFeaturesAsync(string item, string? modality, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Items.AsNoTracking().SingleOrDefaultAsync(i => i.Key == item, cancellationToken) is not { } row)
            return null;
        return await Where(context.ItemFeatures.AsNoTracking(), modality, f => f.Modality == modality)
            .Where(f => f.ItemId == row.Id).OrderBy(f => f.Modality)
            .Select(f => new StoredFeature(f.Modality, f.Values, f.UpdatedAt)).ToListAsync(cancellationToken);
    }

    private static IQueryable<T> Where<T>(IQueryable<T> rows, object? value, Expression<Func<T, bool>> condition) => value is null ? rows : rows.Where(condition);

    // One row more than asked for tells whether there is another page.
    private static IQueryable<TRow> Keyed<TRow>(IQueryable<TRow> rows, string? id, string? startsWith, PageRequest page)
        where TRow : class, IKeyedRow
    {
        FieldRules.Text("id", id);
        var start = FieldRules.Text("startsWith", startsWith) ?? "";
        var end = KeyPrefix.End(start);
        var after = page.After is null ? "" : PageCursor.Key(page.After);
        rows = Where(rows.AsNoTracking(), id, row => row.Key == id);
        rows = Where(rows, end, row => string.Compare(row.Key, end) < 0);
        return rows.Where(row => string.Compare(row.Key, start) >= 0)
            .Where(row => string.Compare(row.Key, after) > 0).OrderBy(row => row.Key).Take(page.N + 1);
    }

    private static Page<T> Cut<TRow, T>(List<TRow> rows, PageRequest page, Func<TRow, string> cursor, Func<TRow, T> describe) => new(
        [.. rows.Take(page.N).Select(describe)], rows.Count > page.N ? cursor(rows[page.N - 1]) : null);

    private static JsonElement Json(string? attributes) => JsonElement.Parse(attributes ?? "{}");
}
