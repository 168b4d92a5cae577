using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Api.Feedback;
using KDiffE.Api.Health;
using KDiffE.Api.Items;
using KDiffE.Api.Metrics;
using KDiffE.Api.Recommendations;
using KDiffE.Api.Runs;
using KDiffE.Api.Schedules;
using KDiffE.Api.Snapshots;

namespace KDiffE.Api;

/// <summary>Reads and writes the contracts without reflection; its options are set where HTTP is added.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RecommendationsResponse))]
[JsonSerializable(typeof(SimilarItemsResponse))]
[JsonSerializable(typeof(PopularItemsResponse))]
[JsonSerializable(typeof(SnapshotsResponse))]
[JsonSerializable(typeof(SnapshotUseResponse))]
[JsonSerializable(typeof(RollbackResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunResponse))]
[JsonSerializable(typeof(RunDetailResponse))]
[JsonSerializable(typeof(RunsResponse))]
[JsonSerializable(typeof(CancelledRunsResponse))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduleResponse))]
[JsonSerializable(typeof(SchedulesResponse))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(FeedbackResponse))]
[JsonSerializable(typeof(IReadOnlyList<OnlineMetricsRow>))]
[JsonSerializable(typeof(IReadOnlyList<OfflineMetricsRow>))]
internal sealed partial class ApiJson : JsonSerializerContext;
