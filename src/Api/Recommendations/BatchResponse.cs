using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Recommendations;

/// <summary>Answers in the order of the users that were asked for.</summary>
/// <param name="Results">One for each.</param>
public sealed record BatchResponse(IReadOnlyList<BatchResult> Results);

/// <summary>What became of one user of a batch.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Status">The status that a request for this user alone would have had.</param>
/// <param name="Recommendations">The answer, where the status is 200.</param>
/// <param name="Problem">What is wrong, elsewhere.</param>
public sealed record BatchResult(
    string UserId, int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RecommendationsResponse? Recommendations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProblemDetails? Problem);
