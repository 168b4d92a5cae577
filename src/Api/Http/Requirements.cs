namespace KDiffE.Api.Http;

/// <summary>What the routes of a group need; without it they answer 503 with <c>Retry-After</c>.</summary>
internal static class Requirements
{
    /// <summary>The routes read or change the database.</summary>
    public static RouteGroupBuilder RequireDatabase(this RouteGroupBuilder group) =>
        group.AddEndpointFilter<RequireDatabase>().ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>The routes answer from a snapshot.</summary>
    public static RouteGroupBuilder RequireSnapshot(this RouteGroupBuilder group) =>
        group.AddEndpointFilter<RequireSnapshot>().WithMetadata(new AnswersFromSnapshot()).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
