using System.Text.Json.Serialization;
using KDiffE.Api.Serving;

namespace KDiffE.Api.Health;

/// <summary>How the process is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
/// <param name="SnapshotVersion">The active snapshot that it serves, if any.</param>
/// <param name="Degraded">What the process does without for now, recommendations not included; null when it lacks nothing.</param>
/// <param name="LastRefusal">The last snapshot that it was to serve and refused; null once it serves that.</param>
public sealed record HealthResponse(string Status, string? SnapshotVersion, string? Degraded, RefusedSnapshot? LastRefusal)
{
    /// <summary>What readiness is made of, in words, for people; absent where liveness was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReadinessCheck>? Checks { get; init; }
}
