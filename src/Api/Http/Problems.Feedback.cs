using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

internal static partial class Problems
{
    public static ProblemHttpResult InvalidFeedback(IReadOnlyList<EntryError> errors) => Create(
        StatusCodes.Status400BadRequest, "invalid-feedback", "No entry of the feedback is sound", "Each of the errors names its entry and field.", ("errors", errors));
}
