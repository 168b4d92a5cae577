using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Feedback;

/// <summary>What became of recommended items: kept once, however often it is told.</summary>
public sealed class FeedbackStore(IDbContextFactory<KDiffEDbContext> contexts)
{
    /// <summary>Keeps entries, all or none; durable when this returns.</summary>
    /// <param name="entries">In any order; one may come twice.</param>
    /// <param name="cancellationToken">Stops it; then nothing is kept.</param>
    /// <returns>How many were not kept before.</returns>
    public async Task<int> AddAsync(IEnumerable<FeedbackEntry> entries, CancellationToken cancellationToken = default)
    {
        // Two requests with the same entries in other orders would wait for each other for ever.
        var rows = entries.Select(entry => (Id: entry.Recommendation.ToString(), Entry: entry))
            .OrderBy(row => row.Id, StringComparer.Ordinal).ThenBy(row => row.Entry.ItemId, StringComparer.Ordinal).ThenBy(row => row.Entry.Kind).ToList();
        string[] ids = [.. rows.Select(row => row.Id)], items = [.. rows.Select(row => row.Entry.ItemId)], kinds = [.. rows.Select(row => Lower(row.Entry.Kind))];
        DateTimeOffset[] occurred = [.. rows.Select(row => row.Entry.OccurredAt.ToUniversalTime())], recommended = [.. rows.Select(row => row.Entry.Recommendation.At)];
        string[] versions = [.. rows.Select(row => row.Entry.Recommendation.SnapshotVersion)];
        int[] counts = [.. rows.Select(row => row.Entry.Recommendation.SnapshotItems)];
        bool[] canaries = [.. rows.Select(row => row.Entry.Recommendation.Canary)];
        string[] sources = [.. rows.Select(row => Lower(row.Entry.Recommendation.Source))], endpoints = [.. rows.Select(row => Lower(row.Entry.Recommendation.Endpoint))];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Database.ExecuteSqlAsync(
            $"""
            insert into feedback (recommendation_id, item_id, kind, occurred_at, recommended_at, snapshot_version, snapshot_items, canary, source, endpoint)
            select * from unnest({ids}, {items}, {kinds}, {occurred}, {recommended}, {versions}, {counts}, {canaries}, {sources}, {endpoints})
            on conflict do nothing
            """,
            cancellationToken);
    }

    /// <summary>Forgets what is of answers given before a time.</summary>
    /// <returns>How many entries were forgotten.</returns>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Feedback.Where(row => row.RecommendedAt < time.ToUniversalTime()).ExecuteDeleteAsync(cancellationToken);
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
