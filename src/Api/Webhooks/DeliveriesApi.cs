using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Webhooks;

/// <summary>What webhooks were told, tests and repetitions included.</summary>
internal static class DeliveriesApi
{
    public static void MapDeliveries(this RouteGroupBuilder webhooks)
    {
        webhooks.MapPost("/{webhook}/test", TestWebhookAsync)
            .WithName("TestWebhook")
            .WithSummary("Send a webhook the event `test`")
            .Produces<WebhookDeliveryResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapGet("/{webhook}/deliveries", ListWebhookDeliveriesAsync)
            .WithName("ListWebhookDeliveries")
            .WithSummary("What a webhook was told, or is to be; the newest first")
            .WithDescription("`before` of the answer, given as `before=`, leads to the next page.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{webhook}/deliveries/{delivery:long}/retry", RetryWebhookDeliveryAsync)
            .WithName("RetryWebhookDelivery")
            .WithSummary("Send something again, now and as often as something new")
            .Produces<WebhookDeliveryResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <param name="webhook">The webhook's id.</param>
    internal static async Task<IResult> TestWebhookAsync(string webhook, WebhookStore webhooks, DeliveryLog deliveries, CancellationToken cancellationToken)
    {
        if (await webhooks.GetAsync(webhook, cancellationToken) is null)
            return Problems.UnknownWebhook(webhook);
        return await deliveries.TestAsync(webhook, cancellationToken) is { } delivery ? Accepted(webhook, delivery) : Problems.WebhookDisabled(webhook);
    }

    /// <param name="webhook">The webhook's id.</param>
    /// <param name="before">Only deliveries before this one.</param>
    /// <param name="n">How many, from 1 to 100.</param>
    internal static async Task<Results<Ok<WebhookDeliveriesResponse>, ProblemHttpResult>> ListWebhookDeliveriesAsync(
        string webhook, WebhookStore webhooks, DeliveryLog deliveries, CancellationToken cancellationToken,
        [FromQuery, Range(typeof(long), "1", "9223372036854775807")] long? before = null, [FromQuery, Range(1, ResultSize.Max)] int n = ResultSize.Default)
    {
        if (await webhooks.GetAsync(webhook, cancellationToken) is null)
            return Problems.UnknownWebhook(webhook);
        var page = await deliveries.ListAsync(webhook, before, n, cancellationToken);
        return TypedResults.Ok(new WebhookDeliveriesResponse([.. page.Select(WebhookDeliveryResponse.Of)], page.Count == n ? page[^1].Id : null));
    }

    /// <param name="webhook">The webhook's id.</param>
    /// <param name="delivery">The delivery's number.</param>
    internal static async Task<IResult> RetryWebhookDeliveryAsync(
        string webhook, long delivery, WebhookStore webhooks, DeliveryLog deliveries, CancellationToken cancellationToken)
    {
        if (await webhooks.GetAsync(webhook, cancellationToken) is not { } known)
            return Problems.UnknownWebhook(webhook);
        if (!known.Enabled)
            return Problems.WebhookDisabled(webhook);
        return await deliveries.RetryAsync(webhook, delivery, cancellationToken) is { } again ? Accepted(webhook, again) : Problems.UnknownDelivery(delivery);
    }

    private static Accepted<WebhookDeliveryResponse> Accepted(string webhook, WebhookDelivery delivery) =>
        TypedResults.Accepted($"/webhooks/{webhook}/deliveries", WebhookDeliveryResponse.Of(delivery));
}
