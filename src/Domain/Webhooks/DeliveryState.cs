namespace KDiffE.Domain.Webhooks;

/// <summary>Where the delivery of an event to a webhook stands.</summary>
public enum DeliveryState
{
    /// <summary>It is to be sent, or sent again.</summary>
    Waiting,

    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>It was sent as often as it is, and never taken.</summary>
    Failed,
}
