using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using KDiffE.Api.Access;
using KDiffE.Api.Contract;
using KDiffE.Api.Http;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Runs;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Runs;

/// <summary>Training runs: asked for, watched, cancelled.</summary>
internal static class RunsApi
{
    private const int DefaultLines = 200;

    public static void MapRuns(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/training/runs").WithTags("Training")
            .RequireRole(toRead: Role.Read, toChange: Role.Train)
            .RequireDatabase()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapPost("", RequestRunAsync)
            .WithName("RequestTrainingRun")
            .WithSummary("Ask for a training run")
            .WithDescription(
                "A worker takes it up. The same `Idempotency-Key` gives the same run. While another run is active the answer is 409 with that run, unless `queue=true`; it is 429 when too many wait.")
            .LimitBody()
            .Produces<RunResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapGet("", ListRunsAsync)
            .WithName("ListTrainingRuns")
            .WithSummary("Training runs, the newest first")
            .WithDescription("`before` of the answer, given as `before=`, leads to the next page.");
        api.MapGet("/{run:long}", GetRunAsync)
            .WithName("GetTrainingRun")
            .WithSummary("One training run with its state, progress and figures")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/{run:long}/events", GetEventsAsync)
            .WithName("GetTrainingRunEvents")
            .WithSummary("What happens to a run, as server-sent events")
            .WithDescription("`state` and `epoch` events from the first one, or from the one after `Last-Event-ID`, until the run has ended.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Produces(StatusCodes.Status204NoContent)
            .WithMetadata(new EventKinds(("state", typeof(RunStateEvent)), ("epoch", typeof(RunEpochEvent))))
            .ProducesProblem(StatusCodes.Status404NotFound)
            .DisableRequestTimeout();
        api.MapGet("/{run:long}/log", GetLogAsync)
            .WithName("GetTrainingRunLog")
            .WithSummary("What its workers logged of a run")
            .WithDescription("The last `n` lines, the oldest first; of a run there are the first 100 and the last 2,000.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/{run:long}/cancel", CancelRunAsync)
            .WithName("CancelTrainingRun")
            .WithSummary("Ask a run to stop")
            .WithDescription("One that waits is cancelled at once; the worker of one that runs stops within seconds.")
            .Produces<RunResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/cancel", CancelRunsAsync)
            .WithName("CancelTrainingRuns")
            .WithSummary("Ask all runs of a state to stop")
            .WithDescription("`state=queued` cancels every run that waits; `state=running` asks the workers of those that run.")
            .Produces<CancelledRunsResponse>(StatusCodes.Status202Accepted);
    }

    internal static async Task<IResult> RequestRunAsync([FromBody] RunRequest? request, HttpContext http, [AsParameters] RunAsking asking)
    {
        if (asking.Refusal is { } refusal)
            return refusal;
        // No body asks for the defaults; ASP.NET makes the same of a body that says null.
        if (request is null && http.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
            return Problems.InvalidBody("It is null.");
        var arguments = ArgumentsReader.Read(request?.Preset, request?.Settings);
        return await asking.AskAsync(arguments, asking.IdempotencyKey is { } key ? $"request {key}" : null, http);
    }

    /// <param name="before">Only runs asked for before this one.</param>
    /// <param name="n">How many runs, from 1 to 100.</param>
    internal static async Task<Ok<RunsResponse>> ListRunsAsync(
        RunStore runs, TimeProvider time, CancellationToken cancellationToken,
        [FromQuery, Range(typeof(long), "1", "9223372036854775807")] long? before = null, [FromQuery, Range(1, ResultSize.Max)] int n = ResultSize.Default)
    {
        var page = await runs.ListAsync(before, n, cancellationToken);
        var now = time.GetUtcNow();
        return TypedResults.Ok(new RunsResponse([.. page.Select(run => RunResponse.Of(run, now))], page.Count == n ? page[^1].Id : null));
    }

    /// <param name="run">The run's number, as the answer to its request gave it.</param>
    internal static async Task<Results<Ok<RunDetailResponse>, ProblemHttpResult>> GetRunAsync(
        long run, RunStore runs, TrialStore trials, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await runs.GetAsync(run, cancellationToken) is not { } found)
            return Problems.UnknownRun(run);
        var figures = await runs.GetFiguresAsync(run, cancellationToken);
        return TypedResults.Ok(new RunDetailResponse(
            RunResponse.Of(found, time.GetUtcNow()), Json(figures.LastEpoch), Json(figures.BestEpoch), Json(figures.Verdict),
            TuningResponse.Of(found, await trials.ListOfRunAsync(run, cancellationToken))));

        static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
    }

    /// <param name="run">The run's number, as the answer to its request gave it.</param>
    /// <param name="lastEventId">The last event that the client has; events after it follow.</param>
    internal static async Task<IResult> GetEventsAsync(
        long run, RunEventReader reader, RunEvents events, StreamAccess access, HttpContext http, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        var after = 0L;
        if (lastEventId is { Length: > 0 } && !long.TryParse(lastEventId, out after))
            return Problems.InvalidHeader("Last-Event-ID", "is the id of an event");
        if ((await reader.ReadAsync([(run, after)], most: 1, cancellationToken)).GetValueOrDefault(run) is not { } news)
            return Problems.UnknownRun(run);
        // A browser connects again when a stream ends; this is how it is told that nothing more will come.
        if (news is { Active: false, Events.Count: 0 })
            return TypedResults.NoContent();
        // Without a body there is nothing to wait for.
        if (HeadRequests.IsHead(http))
            return TypedResults.Text("", "text/event-stream");
        return new EventStream(access.WhileAllowed(http, Role.Read, end => events.FollowAsync(run, after, end), cancellationToken).Select(
            happened => happened.Select(item => new StreamedEvent(item.Id, item.Kind, item.Data))));
    }

    /// <param name="run">The run's number, as the answer to its request gave it.</param>
    /// <param name="n">How many lines, from 1 to 2100.</param>
    internal static async Task<Results<Ok<RunLogResponse>, ProblemHttpResult>> GetLogAsync(
        long run, RunStore runs, RunLogStore log, CancellationToken cancellationToken, [FromQuery, Range(1, RunLogStore.First + RunLogStore.Last)] int n = DefaultLines)
    {
        if (await runs.GetAsync(run, cancellationToken) is null)
            return Problems.UnknownRun(run);
        var lines = await log.ListAsync(run, n, cancellationToken);
        return TypedResults.Ok(new RunLogResponse([.. lines.Select(line => new RunLogEntry(line.At, line.Level, line.Message))]));
    }

    /// <param name="run">The run's number, as the answer to its request gave it.</param>
    internal static async Task<IResult> CancelRunAsync(
        long run, RunRequests requests, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await requests.CancelAsync(run, cancellationToken) is not { } cancelled)
            return Problems.UnknownRun(run);
        if (cancelled is { IsActive: false, State: not RunState.Cancelled })
            return Problems.RunEnded(run, cancelled.State);
        return Accepted(cancelled, time);
    }

    /// <param name="state">Which runs: `queued` or `running`.</param>
    internal static async Task<IResult> CancelRunsAsync(RunRequests requests, CancellationToken cancellationToken, [FromQuery] string? state = null)
    {
        // Never all of them because somebody forgot to say which.
        RunState? chosen = state switch
        {
            "queued" => RunState.Queued,
            "running" => RunState.Running,
            _ => null,
        };
        return chosen is null
            ? Problems.InvalidParameter(nameof(state), $"must be queued or running, not '{state}'")
            : TypedResults.Accepted("/training/runs", new CancelledRunsResponse(await requests.CancelAllAsync(chosen.Value, cancellationToken)));
    }

    internal static Accepted<RunResponse> Accepted(TrainingRun run, TimeProvider time) =>
        TypedResults.Accepted($"/training/runs/{run.Id}", RunResponse.Of(run, time.GetUtcNow()));
}
