using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Webhooks;

namespace KDiffE.Api.Webhooks;

/// <summary>Somebody who is told of events; without the secret.</summary>
/// <param name="Id">What it is changed and deleted by.</param>
/// <param name="Url">Where events are sent, without the query of the address.</param>
/// <param name="Events">Which ones.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Enabled">Whether anything is sent; a receiver that answers 410 turns it off.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastDelivery">The last attempt; null when there was none.</param>
/// <param name="Failing">Whether the receiver did not take what was last sent.</param>
public sealed record WebhookResponse(
    string Id, string Url, IReadOnlyList<WebhookEvent> Events, string? Description, bool Enabled, DateTimeOffset CreatedAt,
    LastDeliveryResponse? LastDelivery, bool Failing)
{
    internal static WebhookResponse Of(Webhook webhook) => new(
        webhook.Id, WebhookAddress.Show(webhook.Url), webhook.Events, webhook.Description, webhook.Enabled, webhook.CreatedAt,
        webhook.Last is { } last ? new LastDeliveryResponse(last.At, last.State, last.Status, last.Error) : null,
        webhook.Last is { State: not DeliveryState.Delivered });
}

/// <summary>How the last attempt to send something went.</summary>
/// <param name="At">When it ended.</param>
/// <param name="State">Where what was sent stands since.</param>
/// <param name="Status">The HTTP status of the answer; null where there was none.</param>
/// <param name="Error">Why it does not count; null where it does.</param>
public sealed record LastDeliveryResponse(DateTimeOffset At, DeliveryState State, int? Status, string? Error);

/// <summary>Every webhook.</summary>
/// <param name="Webhooks">The oldest first.</param>
public sealed record WebhooksResponse(IReadOnlyList<WebhookResponse> Webhooks);

/// <summary>A webhook and its new secret.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">What signs that which is sent to it, in this answer and never again.</param>
public sealed record NewWebhookResponse(WebhookResponse Webhook, string Secret);
