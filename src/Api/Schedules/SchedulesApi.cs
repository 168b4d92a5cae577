using KDiffE.Api.Http;
using KDiffE.Api.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Schedules;

/// <summary>Schedules of training runs.</summary>
internal static class SchedulesApi
{
    private const int NextTimes = 5;

    public static void MapSchedules(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/training/schedules").WithTags("Training")
            .RequireRole(toRead: Role.Read, toChange: Role.Train)
            .RequireDatabase()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("", ListSchedulesAsync)
            .WithName("ListTrainingSchedules")
            .WithSummary("Every schedule with its next times");
        api.MapPut("/{id}", SetScheduleAsync)
            .WithName("SetTrainingSchedule")
            .WithSummary("Set a schedule, in place of one of the same name")
            .WithDescription("At each of its times a run is asked for, unless another one is active then.")
            .LimitBody()
            .Produces<ScheduleResponse>()
            .Produces<ScheduleResponse>(StatusCodes.Status201Created);
        api.MapPost("/{id}/run", RunScheduleAsync)
            .WithName("RunTrainingSchedule")
            .WithSummary("Ask for a run of a schedule now")
            .WithDescription("As `POST /training/runs` with what the schedule trains; its own times stay as they are.")
            .Produces<RunResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapDelete("/{id}", DeleteScheduleAsync)
            .WithName("DeleteTrainingSchedule")
            .WithSummary("Forget a schedule; runs that it asked for stay")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    internal static async Task<Ok<SchedulesResponse>> ListSchedulesAsync(
        ScheduleStore schedules, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SchedulesResponse([.. (await schedules.ListAsync(cancellationToken)).Select(schedule => Describe(schedule, time))]));

    /// <param name="id">The schedule's name, percent-encoded.</param>
    internal static async Task<IResult> SetScheduleAsync(
        string id, [FromBody] ScheduleRequest request, ScheduleStore schedules, TimeProvider time, CancellationToken cancellationToken)
    {
        // Names go into URLs and into Hangfire's tables.
        if (!SnapshotMetadata.IsVersion(id))
            return Problems.InvalidSchedule("A name is made of letters, digits, '-' and '_'.");
        var arguments = ArgumentsReader.Read(request.Preset, request.Settings);
        CronSchedule cron;
        try
        {
            cron = CronSchedule.Parse(request.Cron, request.TimeZone ?? CronSchedule.DefaultTimeZone);
        }
        catch (FormatException error)
        {
            return Problems.InvalidSchedule(error.Message);
        }

        var (schedule, created) = await schedules.SetAsync(id, cron, arguments, cancellationToken);
        return created
            ? TypedResults.Created($"/training/schedules/{id}", Describe(schedule, time))
            : TypedResults.Ok(Describe(schedule, time));
    }

    /// <param name="id">The schedule's name, percent-encoded.</param>
    internal static async Task<IResult> RunScheduleAsync(string id, ScheduleStore schedules, HttpContext http, [AsParameters] RunAsking asking)
    {
        if (asking.Refusal is { } refusal)
            return refusal;
        if (await schedules.FindAsync(id, http.RequestAborted) is not { } schedule)
            return Problems.UnknownSchedule(id);
        // What was chosen by an earlier version may not be there any more.
        schedule.Arguments.ToSettings();
        var key = asking.IdempotencyKey is { } name ? ScheduleStore.KeyOf(id, $"request {name}") : ScheduleStore.KeyOf(id, asking.Time.GetUtcNow());
        return await asking.AskAsync(schedule.Arguments, key, http);
    }

    /// <param name="id">The schedule's name, percent-encoded.</param>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteScheduleAsync(
        string id, ScheduleStore schedules, CancellationToken cancellationToken) =>
        await schedules.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.UnknownSchedule(id);

    private static ScheduleResponse Describe(Schedule schedule, TimeProvider time) => new(
        schedule.Name, schedule.Cron, schedule.TimeZone, schedule.Times?.NextTimes(time.GetUtcNow(), NextTimes) ?? [], schedule.Error,
        schedule.Arguments.Preset, schedule.Arguments.Settings, schedule.UpdatedAt);
}
