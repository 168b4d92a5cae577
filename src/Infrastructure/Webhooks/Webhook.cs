using KDiffE.Domain.Webhooks;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>Somebody who wants to be told of events; without the secret.</summary>
/// <param name="Id">Drawn when it was made.</param>
/// <param name="Url">Where events are sent, in full.</param>
/// <param name="Events">Which ones.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Enabled">Whether anything is sent.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Last">The last attempt to send something; null when there was none.</param>
public sealed record Webhook(
    string Id, string Url, IReadOnlyList<WebhookEvent> Events, string? Description, bool Enabled, DateTimeOffset CreatedAt, LastAttempt? Last);

/// <summary>How the last attempt of a webhook went.</summary>
/// <param name="At">When it ended.</param>
/// <param name="State">Where its delivery stands since.</param>
/// <param name="Status">The HTTP status of the answer; null where there was none.</param>
/// <param name="Error">Why it does not count; null where it does.</param>
public sealed record LastAttempt(DateTimeOffset At, DeliveryState State, int? Status, string? Error);

/// <summary>What a webhook is to be.</summary>
/// <param name="Url">Where events are sent; validated by the caller.</param>
/// <param name="Events">Which ones; one at least.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Enabled">Whether anything is sent.</param>
public sealed record WebhookContent(string Url, IReadOnlyCollection<WebhookEvent> Events, string? Description, bool Enabled = true);

/// <summary>An event that is told to a webhook.</summary>
/// <param name="Id">Grows in the order of the entries.</param>
/// <param name="Event">What happened.</param>
/// <param name="State">Where the delivery stands.</param>
/// <param name="Attempts">How often it was sent, or sent again since somebody asked for that.</param>
/// <param name="NextAttemptAt">When it is sent next; null once it has ended.</param>
/// <param name="Status">The HTTP status of the last attempt; null where there was no answer.</param>
/// <param name="Error">Why the last attempt did not count.</param>
/// <param name="CreatedAt">When it was entered.</param>
/// <param name="DeliveredAt">When the receiver took it.</param>
/// <param name="Payload">The body that is sent.</param>
public sealed record WebhookDelivery(
    long Id, WebhookEvent Event, DeliveryState State, int Attempts, DateTimeOffset? NextAttemptAt, int? Status, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? DeliveredAt, string Payload);
