using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Api.Audit;
using KDiffE.Api.Catalog;
using KDiffE.Api.Feedback;
using KDiffE.Api.Health;
using KDiffE.Api.Items;
using KDiffE.Api.Keys;
using KDiffE.Api.Logins;
using KDiffE.Api.Metrics;
using KDiffE.Api.Nodes;
using KDiffE.Api.Recommendations;
using KDiffE.Api.Runs;
using KDiffE.Api.Schedules;
using KDiffE.Api.Snapshots;
using KDiffE.Api.Traffic;
using KDiffE.Api.Webhooks;
using KDiffE.Infrastructure.Bulk;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Api;

/// <summary>Reads and writes the contracts without reflection; its options are set where HTTP is added.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RecommendationsResponse))]
[JsonSerializable(typeof(PreviewResponse))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchResponse))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(SessionResponse))]
[JsonSerializable(typeof(RankRequest))]
[JsonSerializable(typeof(RankResponse))]
[JsonSerializable(typeof(SimilarUsersResponse))]
[JsonSerializable(typeof(SimilarItemsResponse))]
[JsonSerializable(typeof(RankedItemsResponse))]
[JsonSerializable(typeof(SnapshotsResponse))]
[JsonSerializable(typeof(SnapshotUseResponse))]
[JsonSerializable(typeof(RollbackResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(IReadOnlyList<ReadinessCheck>))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginResponse))]
[JsonSerializable(typeof(TrainingSettingsResponse))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunResponse))]
[JsonSerializable(typeof(RunDetailResponse))]
[JsonSerializable(typeof(RunsResponse))]
[JsonSerializable(typeof(RunLogResponse))]
[JsonSerializable(typeof(CancelledRunsResponse))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduleResponse))]
[JsonSerializable(typeof(SchedulesResponse))]
[JsonSerializable(typeof(StoredRow))]
[JsonSerializable(typeof(StoredItem))]
[JsonSerializable(typeof(UsersResponse))]
[JsonSerializable(typeof(ItemsResponse))]
[JsonSerializable(typeof(InteractionsResponse))]
[JsonSerializable(typeof(EntitiesResponse))]
[JsonSerializable(typeof(RelationsResponse))]
[JsonSerializable(typeof(TriplesResponse))]
[JsonSerializable(typeof(FeaturesResponse))]
[JsonSerializable(typeof(WrittenInteractionsResponse))]
[JsonSerializable(typeof(DeletedInteractionsResponse))]
[JsonSerializable(typeof(BulkResponse))]
[JsonSerializable(typeof(IReadOnlyList<RejectedLine>))]
[JsonSerializable(typeof(BulkPhase))]
[JsonSerializable(typeof(DataVolumes))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(NewKeyResponse))]
[JsonSerializable(typeof(KeysResponse))]
[JsonSerializable(typeof(AuditResponse))]
[JsonSerializable(typeof(WebhooksResponse))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookChangeRequest))]
[JsonSerializable(typeof(NewWebhookResponse))]
[JsonSerializable(typeof(WebhookDeliveryResponse))]
[JsonSerializable(typeof(WebhookDeliveriesResponse))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(FeedbackResponse))]
[JsonSerializable(typeof(IReadOnlyList<OnlineMetricsRow>))]
[JsonSerializable(typeof(IReadOnlyList<OfflineMetricsRow>))]
[JsonSerializable(typeof(NodesResponse))]
[JsonSerializable(typeof(TrafficResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
