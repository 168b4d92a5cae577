using KDiffE.Domain.Webhooks;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Somebody who wants to be told of events.</summary>
public sealed class WebhookRow
{
    /// <summary>Drawn when it was made.</summary>
    public required string Id { get; init; }

    /// <summary>Where events are sent.</summary>
    public required string Url { get; set; }

    /// <summary>The names of the events that are told.</summary>
    public required string[] Events { get; set; }

    /// <summary>What it is for, in somebody's words.</summary>
    public string? Description { get; set; }

    /// <summary>Whether anything is sent.</summary>
    public bool Enabled { get; set; }

    /// <summary>Signs what is sent, and so is kept as it is.</summary>
    public required string Secret { get; set; }

    /// <summary>The secret before it, which signs too for a while.</summary>
    public string? PreviousSecret { get; set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An event that is told to a webhook, from the moment in which it happened.</summary>
public sealed class WebhookDeliveryRow
{
    /// <summary>Grows in the order of the entries.</summary>
    public long Id { get; init; }

    /// <summary>Who is told.</summary>
    public required string WebhookId { get; init; }

    /// <summary>The event's name.</summary>
    public required string Event { get; init; }

    /// <summary>The body that is sent, to the byte.</summary>
    public required string Payload { get; init; }

    /// <summary>Where it stands, in lower case in the database.</summary>
    public DeliveryState State { get; set; }

    /// <summary>How often it was sent since it was entered, or since somebody asked to send it again.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is sent next; while it is sent, when it would be sent again if nothing more is heard of that. Null once it has ended.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>When the last attempt ended.</summary>
    public DateTimeOffset? AttemptedAt { get; set; }

    /// <summary>The HTTP status of the last attempt; null where there was no answer.</summary>
    public int? Status { get; set; }

    /// <summary>Why the last attempt did not count.</summary>
    public string? Error { get; set; }

    /// <summary>What the event is called where several processes tell of it and one of them shall; else null.</summary>
    public string? EventKey { get; init; }

    /// <summary>The job of the queue that is to send it, or was.</summary>
    public string? Job { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the receiver took it.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }
}
