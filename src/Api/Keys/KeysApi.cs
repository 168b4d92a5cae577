using KDiffE.Api.Access;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Keys;

/// <summary>The keys of the API.</summary>
internal static partial class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/keys").WithTags("Keys")
            .RequireRole(Role.Admin)
            .RequireDatabase();

        api.MapGet("", ListKeysAsync)
            .WithName("ListKeys")
            .WithSummary("Every key, without its secret");
        api.MapPost("", CreateKeyAsync)
            .WithName("CreateKey")
            .WithSummary("Make the first key of a client")
            .WithDescription("`key` of the answer is the key; it is shown this once. A client that has one rotates it.")
            .LimitBody()
            .Produces<NewKeyResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/{client}/rotate", RotateKeyAsync)
            .WithName("RotateKey")
            .WithSummary("Make a second key of a client, of the same roles and lifetime")
            .WithDescription("Both are accepted until the older one is revoked. A client has two at most.")
            .Produces<NewKeyResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/{key}/revoke", RevokeKeyAsync)
            .WithName("RevokeKey")
            .WithSummary("Have a key refused, by every process within two seconds")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    internal static async Task<Ok<KeysResponse>> ListKeysAsync(ApiKeyStore keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok(new KeysResponse([.. (await keys.ListAsync(cancellationToken)).Select(key => KeyResponse.Of(key, now))]));
    }

    internal static async Task<IResult> CreateKeyAsync(
        [FromBody] KeyRequest request, HttpContext http, ApiKeyStore keys, KeyRing ring, TimeProvider time, ILogger<KeyRing> logger, CancellationToken cancellationToken)
    {
        if (!ApiKey.IsClient(request.Client))
            return Problems.InvalidBody($"'client' has 1 to {ApiKey.MaxClientLength} letters, digits, '-', '_' and '.'.");
        if (request.Roles.Count == 0 || request.Roles.Any(role => !Enum.IsDefined(role)))
            return Problems.InvalidBody("'roles' names one role at least, of read, ingest, train and admin.");
        if (request.ExpiresAt <= time.GetUtcNow())
            return Problems.InvalidBody("'expiresAt' is in the past.");
        return await ShowAsync(() => keys.CreateAsync(request.Client, request.Roles, request.ExpiresAt, cancellationToken), http, ring, time, logger, cancellationToken);
    }

    /// <param name="client">Who has the key.</param>
    internal static Task<IResult> RotateKeyAsync(
        string client, HttpContext http, ApiKeyStore keys, KeyRing ring, TimeProvider time, ILogger<KeyRing> logger, CancellationToken cancellationToken) =>
        ShowAsync(() => keys.RotateAsync(client, cancellationToken), http, ring, time, logger, cancellationToken);

    /// <param name="key">The key's id.</param>
    internal static async Task<Results<Ok<KeyResponse>, ProblemHttpResult>> RevokeKeyAsync(
        string key, HttpContext http, ApiKeyStore keys, KeyRing ring, TimeProvider time, ILogger<KeyRing> logger, CancellationToken cancellationToken)
    {
        if (await keys.RevokeAsync(key, cancellationToken) is not { } revoked)
            return Problems.UnknownKey(key);
        LogRevoked(logger, revoked.Id, revoked.Client, http.User.Identity?.Name);
        await ring.LookAsync(cancellationToken);
        return TypedResults.Ok(KeyResponse.Of(revoked, time.GetUtcNow()));
    }

    private static async Task<IResult> ShowAsync(
        Func<Task<NewApiKey>> make, HttpContext http, KeyRing ring, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var made = await make();
            LogMade(logger, made.Key.Id, made.Key.Client, http.User.Identity?.Name);
            http.Response.Headers[HeaderNames.CacheControl] = "no-store";
            await ring.LookAsync(cancellationToken);
            return TypedResults.Created("/keys", new NewKeyResponse(made.Text, KeyResponse.Of(made.Key, time.GetUtcNow())));
        }
        catch (KeyConflictException error)
        {
            return Problems.KeyConflict(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Key {Id} of {Client} was made by {By}")]
    private static partial void LogMade(ILogger logger, string id, string client, string? by);

    [LoggerMessage(LogLevel.Information, "Key {Id} of {Client} was revoked by {By}")]
    private static partial void LogRevoked(ILogger logger, string id, string client, string? by);
}
