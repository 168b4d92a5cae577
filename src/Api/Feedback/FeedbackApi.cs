using KDiffE.Api.Http;
using KDiffE.Infrastructure.Feedback;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Feedback;

/// <summary>What became of recommended items.</summary>
internal static class FeedbackApi
{
    // 1,000 entries of an id, an item of 200 characters and a time.
    private const long MaxBytes = 1024 * 1024;

    public static void MapFeedback(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/feedback").WithTags("Feedback")
            .RequireRole(Role.Ingest)
            .RequireDatabase()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapPost("", AddFeedbackAsync)
            .WithName("AddFeedback")
            .WithSummary("Tell what became of recommended items")
            .WithDescription(
                "Kept once for each answer, item and kind, so that sending again does no harm. Entries that are not sound are named and the others kept; when none is sound the answer is 400.")
            .LimitBody(MaxBytes);
    }

    internal static async Task<Results<Ok<FeedbackResponse>, ProblemHttpResult>> AddFeedbackAsync(
        [FromBody] FeedbackRequest request, FeedbackReader reader, FeedbackStore store, CancellationToken cancellationToken)
    {
        var (sound, errors) = reader.Read(request.Entries);
        if (sound.Count == 0)
            return Problems.InvalidFeedback(errors);
        var accepted = await store.AddAsync(sound, cancellationToken);
        return TypedResults.Ok(new FeedbackResponse(accepted, sound.Count - accepted, errors.Count, errors));
    }
}
