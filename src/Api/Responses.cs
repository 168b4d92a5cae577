using System.Text.Json.Serialization;

namespace KDiffE.Api;

/// <summary>Where a ranking comes from.</summary>
public enum RankingSource
{
    /// <summary>The trained embeddings.</summary>
    [JsonStringEnumMemberName("model")]
    Model,

    /// <summary>The number of interactions, the same for everybody.</summary>
    [JsonStringEnumMemberName("popular")]
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
public sealed record RecommendationsResponse(
    string UserId, string SnapshotVersion, RankingSource Source, IReadOnlyList<RankedItem> Items);

/// <summary>Items like another one, the most similar first.</summary>
/// <param name="ItemId">The item asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The score is the cosine of the embeddings.</param>
public sealed record SimilarItemsResponse(string ItemId, string SnapshotVersion, IReadOnlyList<RankedItem> Items);

/// <summary>The items with the most interactions.</summary>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The score is the number of interactions.</param>
public sealed record PopularItemsResponse(string SnapshotVersion, IReadOnlyList<RankedItem> Items);

/// <summary>One snapshot of the catalogue.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Dataset">The data it was trained on.</param>
/// <param name="State">training, ready, active, canary, retired or rejected.</param>
/// <param name="Served">Whether this process answers with it.</param>
/// <param name="CreatedAt">When training ended.</param>
/// <param name="ActivatedAt">When it last became active.</param>
/// <param name="Reason">Why it is in its state, where that needs a word.</param>
/// <param name="Metrics">Figures by name, for example <c>test.recall@20</c>.</param>
public sealed record SnapshotResponse(
    string Version,
    string Dataset,
    string State,
    bool Served,
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
/// <param name="Served">The version that this process answers with, if any.</param>
/// <param name="LastRefusal">The last snapshot that it refused to serve.</param>
/// <param name="Snapshots">The newest first.</param>
public sealed record SnapshotsResponse(
    string? Served, RefusedSnapshot? LastRefusal, IReadOnlyList<SnapshotResponse> Snapshots);

/// <summary>How the process is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
/// <param name="SnapshotVersion">The snapshot that it serves, if any.</param>
public sealed record HealthResponse(string Status, string? SnapshotVersion);

/// <summary>Writes the responses without reflection.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RecommendationsResponse))]
[JsonSerializable(typeof(SimilarItemsResponse))]
[JsonSerializable(typeof(PopularItemsResponse))]
[JsonSerializable(typeof(SnapshotsResponse))]
[JsonSerializable(typeof(HealthResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
