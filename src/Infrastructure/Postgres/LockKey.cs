namespace KDiffE.Infrastructure.Postgres;

/// <summary>The keys of this service's locks in the database; what they are does not matter, only that they differ.</summary>
internal static class LockKey
{
    /// <summary>Migrations wait for each other.</summary>
    internal const long Migration = 0x6B64_6966_6665_0001;

    /// <summary>Imports wait for each other.</summary>
    internal const long Import = 0x6B64_6966_6665_0002;

    /// <summary>Requests of training runs take turns.</summary>
    internal const long TrainingRequest = 0x6B64_6966_6665_0003;

    /// <summary>Writers of item features take turns, so that a modality has one size.</summary>
    internal const long Features = 0x6B64_6966_6665_0004;

    /// <summary>Whoever makes keys takes turns.</summary>
    internal const long ApiKeys = 0x6B64_6966_6665_0008;

    /// <summary>Of the processes that look for events to be sent, one does at a time.</summary>
    internal const long WebhookDeliveries = 0x6B64_6966_6665_0009;

    /// <summary>Whoever makes webhooks takes turns.</summary>
    internal const long Webhooks = 0x6B64_6966_6665_000A;

    /// <summary>Of the workers that look for new items, one places them at a time.</summary>
    internal const long Extension = 0x6B64_6966_6665_000B;

    /// <summary>The upper half of the key of a training run, whose id is the lower half.</summary>
    internal const int TrainingRun = 0x6B64_6967;
}
