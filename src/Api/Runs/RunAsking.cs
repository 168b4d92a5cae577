using KDiffE.Api.Http;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Runs;

/// <summary>How a run is asked for, whatever it is to train.</summary>
/// <param name="Requests">Takes the request.</param>
/// <param name="Limits">How many runs may wait.</param>
/// <param name="Time">Tells what time it is.</param>
/// <param name="IdempotencyKey">What the client calls the request, so that asking again makes no second run.</param>
/// <param name="Queue">Whether to wait behind a run that is active.</param>
public sealed record RunAsking(
    [FromServices] RunRequests Requests, [FromServices] IOptions<RunQueueOptions> Limits, [FromServices] TimeProvider Time,
    [FromHeader(Name = "Idempotency-Key")] string? IdempotencyKey = null, [FromQuery(Name = "queue")] bool Queue = false)
{
    private const int MaxKeyLength = 200;

    /// <summary>Why the request's name is none; null where it is sound.</summary>
    internal ProblemHttpResult? Refusal => IdempotencyKey is { Length: 0 or > MaxKeyLength }
        ? Problems.InvalidHeader("Idempotency-Key", $"has 1 to {MaxKeyLength} characters")
        : null;

    /// <summary>Asks for a run and says what became of it.</summary>
    /// <param name="arguments">What to train; validated by the caller.</param>
    /// <param name="key">Names the request among all; null for one that is never repeated.</param>
    /// <param name="http">The request.</param>
    internal async Task<IResult> AskAsync(RunArguments arguments, string? key, HttpContext http)
    {
        var (run, outcome) = await Requests.RequestAsync(arguments, key, Queue, http.RequestAborted);
        return outcome switch
        {
            RequestOutcome.Busy => Problems.TrainingBusy(run.Id),
            RequestOutcome.Full => Problems.TrainingQueueFull(http, Limits.Value.MaxQueued),
            RequestOutcome.Repeated when !run.Arguments.Same(arguments) => Problems.KeyReused(run.Id),
            _ => RunsApi.Accepted(run, Time),
        };
    }
}
