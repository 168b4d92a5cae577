using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api;

/// <summary>Where a ranking comes from.</summary>
public enum RankingSource
{
    /// <summary>The trained embeddings.</summary>
    Model,

    /// <summary>The number of interactions, the same for everybody.</summary>
    Popular,
}

/// <summary>One item of a ranking.</summary>
/// <param name="Id">The item's external id.</param>
/// <param name="Name">Its readable name, where it has one.</param>
/// <param name="Score">What it is ranked by: dot product, cosine or number of interactions.</param>
/// <param name="Source">Where the score comes from.</param>
public sealed record RankedItem(string Id, string? Name, float Score, RankingSource Source);

/// <summary>What a user may like, best first.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Source"><c>popular</c> for a user whom the snapshot does not know.</param>
/// <param name="Items">Items that the user has not interacted with.</param>
/// <param name="Degraded">Whether the database is away: what changed since may be missing. Absent otherwise.</param>
public sealed record RecommendationsResponse(
    string UserId, string SnapshotVersion, RankingSource Source, IReadOnlyList<RankedItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);

/// <summary>Items like another one, the most similar first.</summary>
/// <param name="ItemId">The item asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The score is the cosine of the embeddings.</param>
/// <param name="Degraded">Whether the database is away: what changed since may be missing. Absent otherwise.</param>
public sealed record SimilarItemsResponse(
    string ItemId, string SnapshotVersion, IReadOnlyList<RankedItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);

/// <summary>The items with the most interactions.</summary>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The score is the number of interactions.</param>
/// <param name="Degraded">Whether the database is away: what changed since may be missing. Absent otherwise.</param>
public sealed record PopularItemsResponse(
    string SnapshotVersion, IReadOnlyList<RankedItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);

/// <summary>One snapshot of the catalogue.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Dataset">The data it was trained on.</param>
/// <param name="State">What it is used for.</param>
/// <param name="Served">Whether this process answers with it.</param>
/// <param name="CanaryShare">The share of users that a canary serves.</param>
/// <param name="TrainingRunId">The run that made it; null when it was published by hand.</param>
/// <param name="CreatedAt">When training ended.</param>
/// <param name="ActivatedAt">When it last became active.</param>
/// <param name="Reason">Why it is in its state, where that needs a word.</param>
/// <param name="Metrics">Figures by name, for example <c>test.recall@20</c>.</param>
public sealed record SnapshotResponse(
    string Version,
    string Dataset,
    SnapshotState State,
    bool Served,
    double? CanaryShare,
    long? TrainingRunId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ActivatedAt,
    string? Reason,
    IReadOnlyDictionary<string, double> Metrics);

/// <summary>A snapshot that this process refused to serve.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="At">When it was refused.</param>
public sealed record RefusedSnapshot(string Version, string Reason, DateTimeOffset At);

/// <summary>Every snapshot, and what this process makes of them.</summary>
/// <param name="Served">The active version that this process answers with, if any.</param>
/// <param name="Canary">The version that this process answers a share of the users with, if any.</param>
/// <param name="LastRefusal">The last snapshot that it refused to serve.</param>
/// <param name="Snapshots">The newest first.</param>
public sealed record SnapshotsResponse(
    string? Served, string? Canary, RefusedSnapshot? LastRefusal, IReadOnlyList<SnapshotResponse> Snapshots);

/// <summary>What a snapshot is used for now.</summary>
/// <param name="Version">The snapshot.</param>
/// <param name="State">Its use; every process takes it up within seconds.</param>
public sealed record SnapshotUseResponse(string Version, SnapshotState State);

/// <summary>How the process is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
/// <param name="SnapshotVersion">The active snapshot that it serves, if any.</param>
/// <param name="Degraded">What the process does without for now, recommendations not included; null when it lacks nothing.</param>
/// <param name="LastRefusal">The last snapshot that it refused to serve.</param>
public sealed record HealthResponse(string Status, string? SnapshotVersion, string? Degraded, RefusedSnapshot? LastRefusal);

/// <summary>Writes the responses without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RecommendationsResponse))]
[JsonSerializable(typeof(SimilarItemsResponse))]
[JsonSerializable(typeof(PopularItemsResponse))]
[JsonSerializable(typeof(SnapshotsResponse))]
[JsonSerializable(typeof(SnapshotUseResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(TrainingRequest))]
[JsonSerializable(typeof(TrainingRunResponse))]
[JsonSerializable(typeof(TrainingRunDetailResponse))]
[JsonSerializable(typeof(TrainingRunsResponse))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduleResponse))]
[JsonSerializable(typeof(SchedulesResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
