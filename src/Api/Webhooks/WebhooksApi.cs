using KDiffE.Api.Http;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Webhooks;

/// <summary>Who is told of events, signed, by HTTP.</summary>
internal static class WebhooksApi
{
    private const int MaxDescription = 200;

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/webhooks").WithTags("Webhooks")
            .RequireRole(Role.Admin)
            .RequireDatabase();

        api.MapGet("", ListWebhooksAsync)
            .WithName("ListWebhooks")
            .WithSummary("Every webhook and how its last delivery went, without its secret");
        api.MapPost("", CreateWebhookAsync)
            .WithName("CreateWebhook")
            .WithSummary("Be told of events")
            .WithDescription("What happens is sent as `POST` to `url`, signed as Standard Webhooks says. `secret` of the answer verifies that; it is shown this once.")
            .LimitBody()
            .Produces<NewWebhookResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPut("/{webhook}", ChangeWebhookAsync)
            .WithName("ChangeWebhook")
            .WithSummary("Change all of a webhook but its secret")
            .LimitBody()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete("/{webhook}", DeleteWebhookAsync)
            .WithName("DeleteWebhook")
            .WithSummary("Forget a webhook, and what is yet to be sent to it")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/{webhook}/rotate", RotateWebhookAsync)
            .WithName("RotateWebhook")
            .WithSummary("Give a webhook another secret")
            .WithDescription("For 24 hours the one before signs, too. `secret` of the answer is shown this once.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDeliveries();
    }

    internal static async Task<Ok<WebhooksResponse>> ListWebhooksAsync(WebhookStore webhooks, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WebhooksResponse([.. (await webhooks.ListAsync(cancellationToken)).Select(WebhookResponse.Of)]));

    internal static async Task<IResult> CreateWebhookAsync(
        [FromBody] WebhookRequest request, HttpContext http, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (Refuse(request.Url, request.Events, request.Description) is { } refusal)
            return refusal;
        try
        {
            var (webhook, secret) = await webhooks.CreateAsync(new WebhookContent(request.Url, [.. request.Events], request.Description), cancellationToken);
            http.Response.Headers[HeaderNames.CacheControl] = "no-store";
            return TypedResults.Created("/webhooks", new NewWebhookResponse(WebhookResponse.Of(webhook), secret));
        }
        catch (TooManyWebhooksException error)
        {
            return Problems.TooManyWebhooks(error.Message);
        }
    }

    /// <param name="webhook">The webhook's id.</param>
    internal static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> ChangeWebhookAsync(
        string webhook, [FromBody] WebhookChangeRequest request, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (await webhooks.GetAsync(webhook, cancellationToken) is not { } known)
            return Problems.UnknownWebhook(webhook);
        // Who changes what they were shown was not shown all of it.
        var url = request.Url == WebhookAddress.Show(known.Url) ? known.Url : request.Url;
        if (Refuse(url, request.Events, request.Description) is { } refusal)
            return refusal;
        return await webhooks.ChangeAsync(webhook, new WebhookContent(url, [.. request.Events], request.Description, request.Enabled), cancellationToken) is { } changed
            ? TypedResults.Ok(WebhookResponse.Of(changed))
            : Problems.UnknownWebhook(webhook);
    }

    /// <param name="webhook">The webhook's id.</param>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteWebhookAsync(string webhook, WebhookStore webhooks, CancellationToken cancellationToken) =>
        await webhooks.DeleteAsync(webhook, cancellationToken) ? TypedResults.NoContent() : Problems.UnknownWebhook(webhook);

    /// <param name="webhook">The webhook's id.</param>
    internal static async Task<Results<Ok<NewWebhookResponse>, ProblemHttpResult>> RotateWebhookAsync(
        string webhook, HttpContext http, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (await webhooks.RotateAsync(webhook, cancellationToken) is not { } rotated)
            return Problems.UnknownWebhook(webhook);
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.Ok(new NewWebhookResponse(WebhookResponse.Of(rotated.Webhook), rotated.Secret));
    }

    private static ProblemHttpResult? Refuse(string url, IReadOnlyList<WebhookEvent> events, string? description)
    {
        if (WebhookAddress.Refuse(url) is { } rule)
            return Problems.InvalidBody($"'url' {rule}.");
        if (events.Count == 0 || events.Any(wanted => !Enum.IsDefined(wanted) || wanted == WebhookEvent.Test))
            return Problems.InvalidBody($"'events' names one event at least, of {string.Join(", ", Enum.GetValues<WebhookEvent>().Where(e => e != WebhookEvent.Test).Select(WebhookEventNames.Of))}.");
        return description is { Length: > MaxDescription } || description?.Any(char.IsControl) == true
            ? Problems.InvalidBody($"'description' has at most {MaxDescription} characters, all of them on one line.")
            : null;
    }
}
