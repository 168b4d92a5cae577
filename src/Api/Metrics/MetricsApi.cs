using System.ComponentModel.DataAnnotations;
using System.Globalization;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Feedback;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Metrics;

/// <summary>How good recommendations are: flat rows, the earliest first, that dashboards read as they are.</summary>
internal static class MetricsApi
{
    private const string DateFormat = "yyyy-MM-dd";
    private const int DefaultDays = 30;
    private const int MaxDays = 400;

    public static void MapMetrics(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/metrics").WithTags("Metrics")
            .RequireRole(Role.Read)
            .RequireDatabase()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/online", GetOnlineMetricsAsync)
            .WithName("GetOnlineMetrics")
            .WithSummary("Clicks, buys and coverage by snapshot, from feedback")
            .WithDescription("Feedback counts on the day of the answer that it is about. Snapshots, and the same one as a canary, are always counted apart.");
        api.MapGet("/offline", GetOfflineMetricsAsync)
            .WithName("GetOfflineMetrics")
            .WithSummary("Recall and NDCG of the snapshots that are kept, or of the epochs of a run")
            .WithDescription("Beside them those of baselines, and what the quality gate compared.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="from">The first day; 29 days before the last unless given.</param>
    /// <param name="to">The last day; today unless given.</param>
    /// <param name="by">What is counted apart beside snapshots: the days, nothing, what the items were ranked by, or what was asked.</param>
    /// <param name="canary">Only answers of canaries, or only others; both unless given.</param>
    /// <param name="timeZone">The IANA name of the time zone whose days they are.</param>
    internal static async Task<Results<Ok<IReadOnlyList<OnlineMetricsRow>>, ProblemHttpResult>> GetOnlineMetricsAsync(
        OnlineMetrics metrics, TimeProvider time, CancellationToken cancellationToken,
        [FromQuery, DataType(DataType.Date)] string? from = null, [FromQuery, DataType(DataType.Date)] string? to = null,
        [FromQuery, AllowedValues("day", "snapshot", "source", "endpoint")] string by = "day", [FromQuery] bool? canary = null, [FromQuery] string timeZone = "UTC")
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
            return Problems.InvalidParameter(nameof(timeZone), $"must be the IANA name of a time zone, such as Europe/Berlin, not '{timeZone}'");
        if (!TryReadDay(to, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime), out var last))
            return Problems.InvalidParameter(nameof(to), DateRule(to));
        if (!TryReadDay(from, last.AddDays(1 - DefaultDays), out var first))
            return Problems.InvalidParameter(nameof(from), DateRule(from));
        if (first > last || last.DayNumber - first.DayNumber >= MaxDays)
            return Problems.InvalidParameter(nameof(from), $"must be on the day of 'to', {last.ToString(DateFormat, CultureInfo.InvariantCulture)}, or up to {MaxDays - 1} days before it");
        var grouping = Enum.Parse<OnlineGrouping>(by, ignoreCase: true);
        try
        {
            var counts = await metrics.CountAsync(first, last, zone.Id, grouping, canary, cancellationToken);
            return TypedResults.Ok<IReadOnlyList<OnlineMetricsRow>>([.. counts.Select(OnlineMetricsRow.Of)]);
        }
        // Its server has time zones of its own.
        catch (TimeZoneNotFoundException error)
        {
            return Problems.InvalidParameter(nameof(timeZone), $"is of no use: {error.Message}");
        }
    }

    /// <param name="run">A training run, whose epochs are told instead of the snapshots.</param>
    internal static async Task<Results<Ok<IReadOnlyList<OfflineMetricsRow>>, ProblemHttpResult>> GetOfflineMetricsAsync(
        SnapshotCatalog catalog, RunStore runs, CancellationToken cancellationToken,
        [FromQuery, Range(typeof(long), "1", "9223372036854775807")] long? run = null)
    {
        if (run is null)
        {
            // An extension has the figures of the training that it extends.
            var trained = (await catalog.ListAsync(cancellationToken)).Where(snapshot => snapshot.Metadata.Extension is null);
            return TypedResults.Ok<IReadOnlyList<OfflineMetricsRow>>([.. trained.Reverse().Select(OfflineMetricsRow.Of)]);
        }

        if (await runs.GetAsync(run.Value, cancellationToken) is null)
            return Problems.UnknownRun(run.Value);
        return TypedResults.Ok<IReadOnlyList<OfflineMetricsRow>>([.. (await runs.ListEpochsAsync(run.Value, cancellationToken)).Select(OfflineMetricsRow.Of)]);
    }

    private static bool TryReadDay(string? text, DateOnly otherwise, out DateOnly day)
    {
        day = otherwise;
        // The first and the last year have days that neither a calendar nor PostgreSQL can go before or beyond.
        return text is null || (DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is > 1 and < 9999);
    }

    private static string DateRule(string? text) => $"must be a date like 2026-01-31, not '{text}'";
}
