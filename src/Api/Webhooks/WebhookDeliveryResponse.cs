using System.Text.Json;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Webhooks;

namespace KDiffE.Api.Webhooks;

/// <summary>An event that was told, or is to be.</summary>
/// <param name="Id">Grows in the order of the entries.</param>
/// <param name="Event">What happened.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was sent, since it was entered or somebody asked to send it again.</param>
/// <param name="NextAttemptAt">When it is sent next; null once it has ended.</param>
/// <param name="Status">The HTTP status of the last attempt; null where there was no answer.</param>
/// <param name="Error">Why the last attempt does not count; null where it does.</param>
/// <param name="CreatedAt">When it was entered.</param>
/// <param name="DeliveredAt">When the receiver took it; null until it has.</param>
/// <param name="Payload">The body that is sent.</param>
public sealed record WebhookDeliveryResponse(
    long Id, WebhookEvent Event, DeliveryState State, int Attempts, DateTimeOffset? NextAttemptAt, int? Status, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? DeliveredAt, JsonElement Payload)
{
    internal static WebhookDeliveryResponse Of(WebhookDelivery delivery) => new(
        delivery.Id, delivery.Event, delivery.State, delivery.Attempts, delivery.NextAttemptAt, delivery.Status, delivery.Error,
        delivery.CreatedAt, delivery.DeliveredAt, JsonElement.Parse(delivery.Payload));
}

/// <summary>What a webhook was told, or is to be, the newest first.</summary>
/// <param name="Deliveries">At most as many as were asked for.</param>
/// <param name="Before">Where the next page begins, as <c>before=</c>; null on the last one.</param>
public sealed record WebhookDeliveriesResponse(IReadOnlyList<WebhookDeliveryResponse> Deliveries, long? Before);
