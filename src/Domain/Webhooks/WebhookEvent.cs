using System.Text.Json.Serialization;

namespace KDiffE.Domain.Webhooks;

/// <summary>What is told to those who asked to be told.</summary>
public enum WebhookEvent
{
    /// <summary>A run has made a snapshot that is served from then on.</summary>
    [JsonStringEnumMemberName("run.succeeded")]
    RunSucceeded,

    /// <summary>A run has failed.</summary>
    [JsonStringEnumMemberName("run.failed")]
    RunFailed,

    /// <summary>A run has ended because somebody asked it to.</summary>
    [JsonStringEnumMemberName("run.cancelled")]
    RunCancelled,

    /// <summary>A run has made a snapshot that is not good enough to be served.</summary>
    [JsonStringEnumMemberName("run.refused")]
    RunRefused,

    /// <summary>Another snapshot is served from then on.</summary>
    [JsonStringEnumMemberName("snapshot.activated")]
    SnapshotActivated,

    /// <summary>A snapshot was to be served, and an API cannot load it.</summary>
    [JsonStringEnumMemberName("snapshot.refused")]
    SnapshotRefused,

    /// <summary>What an API serves may be out of date, or it serves nothing.</summary>
    [JsonStringEnumMemberName("service.degraded")]
    ServiceDegraded,

    /// <summary>An API that was degraded is well again.</summary>
    [JsonStringEnumMemberName("service.recovered")]
    ServiceRecovered,

    /// <summary>Somebody wants to see that a webhook works; it comes when it is asked for and at no other time.</summary>
    [JsonStringEnumMemberName("test")]
    Test,
}
