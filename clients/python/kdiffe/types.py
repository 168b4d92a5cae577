"""What the service takes and answers, as types.

Generated from docs/openapi.json by eng/contract/python.py."""

from typing import Any, Literal, Required, TypedDict, Union

# Rankings that were answered, by what they were ranked by; a batch is as many as it has users.
AnswerCounts = TypedDict(
    'AnswerCounts',
    {
        # By the trained embeddings.
        'model': Required[int],
        # By the model, applied to what it has not learnt.
        'fold_in': Required[int],
        # By what many liked of late.
        'popular': Required[int],
        # By how new they are.
        'latest': Required[int],
        # By the knowledge graph.
        'graph': Required[int],
    },
    total=False,
)

# Whatever else is known, of any names and JSON values.
Attributes = dict[str, Any]

# What people do to the service that others may ask about later.
AuditAction = Literal['runStarted', 'runCancelled', 'snapshotActivated', 'snapshotCanary', 'snapshotRolledBack', 'snapshotRejected', 'keyCreated', 'keyRotated', 'keyRevoked', 'scheduleSet', 'scheduleDeleted', 'webhookCreated', 'webhookChanged', 'webhookRotated', 'webhookDeleted']

# Something that was done.
AuditEntryResponse = TypedDict(
    'AuditEntryResponse',
    {
        # Grows in the order of the entries.
        'id': Required[int],
        # When it was done.
        'time': Required[str],
        # What was done.
        'action': Required["AuditAction"],
        # On what: the number of a run, the version of a snapshot, the id of a key or a webhook, the name of a schedule.
        'subject': Required[str],
        # Who did it: the client of the key, `anonymous` without one, `kdiffe` for the command line and workers.
        'who': Required[str],
        # The id of the key with which it was done; null without one.
        'keyId': Required[Union[str, None]],
        # From where: the remote address; for the command line and workers the account and its machine.
        'from': Required[Union[str, None]],
        # More about it; never a secret.
        'details': Required[Any],
    },
    total=False,
)

# What was done, the newest first.
AuditResponse = TypedDict(
    'AuditResponse',
    {
        # At most as many as were asked for.
        'entries': Required[list["AuditEntryResponse"]],
        # Where the next page begins, as `before=`; null on the last one.
        'before': Required[Union[int, None]],
    },
    total=False,
)

# Recommendations for many users at once.
BatchRequest = TypedDict(
    'BatchRequest',
    {
        # Ids of items that are not to be in the answer.
        'exclude': Union[list[str], None],
        # Whether items are shown that whoever asks has seen.
        'includeSeen': bool,
        # Only items of one of these categories.
        'categories': Union[list[str], None],
        # `all` for items that have all the categories, `any` unless given.
        'categoryMatch': Literal['any', 'all'],
        # Only items of whose attributes this holds, such as `year >= 1990`.
        'where': Union[str, None],
        # Attributes to tell of each item.
        'fields': Union[list[str], None],
        # How many items, from 1 to 200; 20 unless given.
        'n': int,
        # How much unlikeness counts beside the score, from 0 to 1.
        'diversity': float,
        # How many items of one category there may be.
        'maxPerCategory': Union[int, None],
        # From 1 to 1,000 users.
        'userIds': Required[list[str]],
    },
    total=False,
)

# Answers in the order of the users that were asked for.
BatchResponse = TypedDict(
    'BatchResponse',
    {
        # One for each.
        'results': Required[list["BatchResult"]],
    },
    total=False,
)

# What became of one user of a batch.
BatchResult = TypedDict(
    'BatchResult',
    {
        # The user.
        'userId': Required[str],
        # The status that a request for this user alone would have had.
        'status': Required[int],
        # The answer, where the status is 200.
        'recommendations': "RecommendationsResponse",
        # What is wrong, elsewhere.
        'problem': "ProblemDetails",
    },
    total=False,
)

# What a bulk write did.
BulkResponse = TypedDict(
    'BulkResponse',
    {
        # Rows read; empty lines are none.
        'read': Required[int],
        # Rows that were not there before.
        'inserted': Required[int],
        # Rows that say something else now.
        'updated': Required[int],
        # Rows that were there already, or stand in the body again further down.
        'unchanged': Required[int],
        # Rows that were refused.
        'rejected': Required[int],
        # The first hundred of them.
        'errors': Required[list["RejectedLine"]],
    },
    total=False,
)

# Runs that were asked to stop.
CancelledRunsResponse = TypedDict(
    'CancelledRunsResponse',
    {
        # Their numbers, ascending. Those that waited are cancelled; those that run stop within seconds.
        'runs': Required[list[int]],
    },
    total=False,
)

# How much of everything there is.
DataVolumes = TypedDict(
    'DataVolumes',
    {
        # Those for whom items are recommended.
        'users': Required["RowCount"],
        # The catalogue, hidden and expired items included.
        'items': Required["RowCount"],
        # What users did with items.
        'interactions': Required["RowCount"],
        # Nodes of the knowledge graph.
        'entities': Required["RowCount"],
        # Kinds of edges of the knowledge graph.
        'relations': Required["RowCount"],
        # Edges of the knowledge graph.
        'triples': Required["RowCount"],
        # Features of items by modality.
        'features': Required[list["FeatureVolume"]],
        # When the newest interaction happened; null where no time is known.
        'newestInteractionAt': Required[Union[str, None]],
    },
    total=False,
)

# How many interactions went.
DeletedInteractionsResponse = TypedDict(
    'DeletedInteractionsResponse',
    {
        # Their number.
        'deleted': Required[int],
    },
    total=False,
)

# Where the delivery of an event to a webhook stands.
DeliveryState = Literal['waiting', 'delivered', 'failed']

# A page of entities.
EntitiesResponse = TypedDict(
    'EntitiesResponse',
    {
        # By external id.
        'entities': Required[list["StoredRow"]],
        # What `after` must be for the next page; null on the last one.
        'next': Required[Union[str, None]],
    },
    total=False,
)

# What is wrong with one of many entries of a request.
EntryError = TypedDict(
    'EntryError',
    {
        # The entry's place in the request, from 0.
        'index': Required[int],
        # The field that is not sound.
        'field': Required[str],
        # What is wrong with it.
        'reason': Required[str],
    },
    total=False,
)

# Why an item is recommended: what its score is the sum of. The score is a dot product, and so is what a liked
# item carries of it; all shares together are the score.
Explanation = TypedDict(
    'Explanation',
    {
        # Items that the user likes, with what they carry, the largest first; at most ten.
        'likedItems': Required[list["LikedShare"]],
        # What all other liked items carry together.
        'otherItems': Required[float],
        # What the model has learnt of the user beyond these items, and what the item counts for everybody.
        'profile': Required[float],
        # Whether there is such a profile: what the items carry is then how the formula divides what the model learnt
        # from them together.
        'approximate': Required[bool],
        # What the item shares with liked ones in the knowledge graph, the rarest first; at most ten.
        'entities': Required[list["SharedEntity"]],
    },
    total=False,
)

# A training's snapshot that another one is, with items that came later.
ExtendedSnapshot = TypedDict(
    'ExtendedSnapshot',
    {
        # Its version.
        'version': Required[str],
        # How many items were placed by their content, from 1.
        'items': Required[int],
        # When they were.
        'placedAt': Required[str],
    },
    total=False,
)

# What an item looks or sounds like, in one modality.
FeatureFields = TypedDict(
    'FeatureFields',
    {
        # The item's external id; one that is not known yet is created.
        'item': Union[str, None],
        # For example `image`: letters, digits, '-' and '_'.
        'modality': Union[str, None],
        # Finite numbers, as many as all items of the modality have.
        'values': Required[list[float]],
    },
    total=False,
)

# The features of a modality.
FeatureVolume = TypedDict(
    'FeatureVolume',
    {
        # For example `image`.
        'modality': Required[str],
        # How many items have one; from 100,001 on it is what the database's statistics say.
        'items': Required[int],
        # How many values each has.
        'dimensions': Required[int],
    },
    total=False,
)

# The features of an item.
FeaturesResponse = TypedDict(
    'FeaturesResponse',
    {
        # By modality.
        'features': Required[list["StoredFeature"]],
    },
    total=False,
)

# What happened to an item that was recommended.
FeedbackKind = Literal['impression', 'click', 'buy']

# What became of recommended items.
FeedbackRequest = TypedDict(
    'FeedbackRequest',
    {
        # At most 1,000.
        'entries': Required[list["FeedbackRequestEntry"]],
    },
    total=False,
)

# What became of one item of one answer.
FeedbackRequestEntry = TypedDict(
    'FeedbackRequestEntry',
    {
        # The `recommendationId` of the answer, as it came.
        'recommendationId': Required[str],
        # The item's external id.
        'itemId': Required[str],
        # What happened.
        'kind': Required["FeedbackKind"],
        # When it happened; now unless given.
        'occurredAt': Union[str, None],
    },
    total=False,
)

# What was kept of the feedback.
FeedbackResponse = TypedDict(
    'FeedbackResponse',
    {
        # Entries that were not known before.
        'accepted': Required[int],
        # Entries that were: the same answer, item and kind.
        'repeated': Required[int],
        # Entries that are not sound.
        'refused': Required[int],
        # What is wrong with each of those.
        'errors': Required[list["EntryError"]],
    },
    total=False,
)

# How the process is.
HealthResponse = TypedDict(
    'HealthResponse',
    {
        # `live` or `ready`.
        'status': Required[str],
        # The active snapshot that it serves, if any.
        'snapshotVersion': Required[Union[str, None]],
        # What the process does without for now, recommendations not included; null when it lacks nothing.
        'degraded': Required[Union[str, None]],
        # The last snapshot that it was to serve and refused; null once it serves that.
        'lastRefusal': Required[Union["RefusedSnapshot", None]],
        # What readiness is made of, in words, for people; absent where liveness was asked for.
        'checks': list["ReadinessCheck"],
    },
    total=False,
)

# Something that a user did with an item. The same event, which is user, item, event type and time, is stored
# once.
InteractionFields = TypedDict(
    'InteractionFields',
    {
        # The user's external id; one that is not known yet is created.
        'user': Required[str],
        # The item's external id; one that is not known yet is created.
        'item': Required[str],
        # What kind of event, `interaction` unless given.
        'eventType': Union[str, None],
        # A rating or another strength.
        'weight': Union[float, None],
        # When it happened, with an offset from UTC.
        'occurredAt': Union[str, None],
        # Whatever else is known of it, a JSON object of at most 64 KiB.
        'attributes': Union["Attributes", None],
    },
    total=False,
)

# One row, or a list of them: all are stored, or none.
InteractionFieldsOneOrMany = Union["InteractionFields", list["InteractionFields"]]

# A page of interactions.
InteractionsResponse = TypedDict(
    'InteractionsResponse',
    {
        # In the order in which they were stored.
        'interactions': Required[list["StoredInteraction"]],
        # What `after` must be for the next page; null on the last one.
        'next': Required[Union[str, None]],
    },
    total=False,
)

# An item of the catalogue.
ItemFields = TypedDict(
    'ItemFields',
    {
        # Its external id; in a body whose path says it, it may be left out.
        'id': Union[str, None],
        # What people call it.
        'name': Union[str, None],
        # Whatever else is known of it, a JSON object of at most 64 KiB.
        'attributes': Union["Attributes", None],
        # Categories to filter by.
        'categories': Union[list[str], None],
        # Whether it is kept from being recommended.
        'hidden': Union[bool, None],
        # From then on it is not recommended any more.
        'availableUntil': Union[str, None],
        # The external id of the knowledge graph's entity that it is; one that is not known yet is created.
        'entity': Union[str, None],
    },
    total=False,
)

# A page of items.
ItemsResponse = TypedDict(
    'ItemsResponse',
    {
        # By external id.
        'items': Required[list["StoredItem"]],
        # What `after` must be for the next page; null on the last one.
        'next': Required[Union[str, None]],
    },
    total=False,
)

# Asks for the first key of a client.
KeyRequest = TypedDict(
    'KeyRequest',
    {
        # Who gets it: 1 to 64 letters, digits, '-', '_' and '.'.
        'client': Required[str],
        # What it may do: `read`, `ingest`, `train`, `admin`; one at least.
        'roles': Required[list["Role"]],
        # From when on it is refused; null for never.
        'expiresAt': Union[str, None],
    },
    total=False,
)

# A key, without its secret.
KeyResponse = TypedDict(
    'KeyResponse',
    {
        # What it is revoked by; it is part of the key.
        'id': Required[str],
        # Who has it.
        'client': Required[str],
        # What it may do.
        'roles': Required[list["Role"]],
        # Whether it is accepted.
        'live': Required[bool],
        # When it was made.
        'createdAt': Required[str],
        # From when on it is refused; null for never.
        'expiresAt': Required[Union[str, None]],
        # When it was last used, to the minute; null when it never was.
        'lastUsedAt': Required[Union[str, None]],
        # When it was revoked; null when it was not.
        'revokedAt': Required[Union[str, None]],
    },
    total=False,
)

# A user, an entity or a relation.
KeyedFields = TypedDict(
    'KeyedFields',
    {
        # Its external id; in a body whose path says it, it may be left out.
        'id': Union[str, None],
        # Whatever else is known of it, a JSON object of at most 64 KiB.
        'attributes': Union["Attributes", None],
    },
    total=False,
)

# Every key.
KeysResponse = TypedDict(
    'KeysResponse',
    {
        # By client and age, those that are no longer accepted included.
        'keys': Required[list["KeyResponse"]],
    },
    total=False,
)

# How the last attempt to send something went.
LastDeliveryResponse = TypedDict(
    'LastDeliveryResponse',
    {
        # When it ended.
        'at': Required[str],
        # Where what was sent stands since.
        'state': Required["DeliveryState"],
        # The HTTP status of the answer; null where there was none.
        'status': Required[Union[int, None]],
        # Why it does not count; null where it does.
        'error': Required[Union[str, None]],
    },
    total=False,
)

# An item that was to be ranked and is not.
LeftOutItem = TypedDict(
    'LeftOutItem',
    {
        # Its external id.
        'id': Required[str],
        # Why not: there is none (`unknown`); it is hidden, expired or deleted (`unavailable`); it was to be left out,
        # or the user has seen it (`filtered`); it came after the model was trained (`untrained`).
        'reason': Required["LeftOutReason"],
    },
    total=False,
)

# Why an item is not ranked.
LeftOutReason = Literal['unknown', 'unavailable', 'filtered', 'untrained']

# An item that somebody likes.
LikedItem = TypedDict(
    'LikedItem',
    {
        # The item's external id.
        'id': Required[str],
        # How much, above 0; 1 unless given.
        'weight': float,
    },
    total=False,
)

# What a liked item carries of a score.
LikedShare = TypedDict(
    'LikedShare',
    {
        # The item's external id.
        'id': Required[str],
        # Its readable name, where it has one.
        'name': Required[Union[str, None]],
        # Its part of the score; below 0 where it speaks against the item.
        'share': Required[float],
    },
    total=False,
)

# Logs a browser in.
LoginRequest = TypedDict(
    'LoginRequest',
    {
        # A key with the role `read` or `admin`.
        'key': Required[str],
    },
    total=False,
)

# Who asks.
LoginResponse = TypedDict(
    'LoginResponse',
    {
        # Whose key it is; `anyone` where the service runs open.
        'client': Required[str],
        # What the key may do.
        'roles': Required[list["Role"]],
        # Whether the service runs open, so that nobody needs to log in.
        'open': Required[bool],
    },
    total=False,
)

# A key that was just made.
NewKeyResponse = TypedDict(
    'NewKeyResponse',
    {
        # The key itself, in this answer and never again.
        'key': Required[str],
        # What is kept of it.
        'about': Required["KeyResponse"],
    },
    total=False,
)

# A webhook and its new secret.
NewWebhookResponse = TypedDict(
    'NewWebhookResponse',
    {
        # The webhook.
        'webhook': Required["WebhookResponse"],
        # What signs that which is sent to it, in this answer and never again.
        'secret': Required[str],
    },
    total=False,
)

# What a process does.
NodeKind = Literal['api', 'worker']

# A process of the service, as it last said of itself. Times are those of the database's clock.
NodeResponse = TypedDict(
    'NodeResponse',
    {
        # Its own: a process that starts anew has another one.
        'id': Required[str],
        # What it does.
        'kind': Required["NodeKind"],
        # The machine that it runs on, or its container.
        'host': Required[str],
        # Its number there.
        'processId': Required[int],
        # The version of the program.
        'version': Required[str],
        # When it started.
        'startedAt': Required[str],
        # When it last was heard of.
        'lastSeenAt': Required[str],
        # Whether that was within 20 seconds.
        'alive': Required[bool],
        # The active snapshot that an API serves; null where it serves none yet, and of workers.
        'snapshotVersion': Required[Union[str, None]],
        # Where a worker trains; null of APIs.
        'device': Required[Union[str, None]],
        # The run that a worker has; null while it has none, and of APIs.
        'run': Required[Union[int, None]],
        # What an API does without for now; null when it lacks nothing.
        'degraded': Required[Union[str, None]],
        # What was asked of an API in the last minute; null of workers.
        'traffic': Required[Union["NodeTraffic", None]],
    },
    total=False,
)

# What was asked of one API in the last minute, and how it answered.
NodeTraffic = TypedDict(
    'NodeTraffic',
    {
        # Requests for rankings, in a second.
        'requestsPerSecond': Required[float],
        # Those of them that were answered with a status from 500 on.
        'errorsPerSecond': Required[float],
        # The time that half of them took at most; null where there were none.
        'p50Milliseconds': Required[Union[float, None]],
        # The time that 95 % of them took at most.
        'p95Milliseconds': Required[Union[float, None]],
        # How many rankings there were in that minute, by what they were ranked by.
        'answers': Required["AnswerCounts"],
    },
    total=False,
)

# The processes of the service.
NodesResponse = TypedDict(
    'NodesResponse',
    {
        # APIs, then workers, each the oldest first.
        'nodes': Required[list["NodeResponse"]],
    },
    total=False,
)

# How well a snapshot, or the model of an epoch, ranked what was held out; recall and NDCG are those of the
# first 20. What does not apply is null. The figures of further baselines follow under names like `easeRecall`.
OfflineMetricsRow = TypedDict(
    'OfflineMetricsRow',
    {
        # When the snapshot was trained, or the epoch ended.
        'time': Required[str],
        # The snapshot; null for an epoch.
        'snapshotVersion': Required[Union[str, None]],
        # The data it was trained on.
        'dataset': Required[Union[str, None]],
        # What it is used for.
        'state': Required[Union["SnapshotState", None]],
        # The run that made it.
        'trainingRunId': Required[Union[int, None]],
        # The epoch, from 1; null for a snapshot.
        'epoch': Required[Union[int, None]],
        # Recall on the test part.
        'testRecall': Required[Union[float, None]],
        # NDCG on the test part.
        'testNdcg': Required[Union[float, None]],
        # Recall on the validation part.
        'validRecall': Required[Union[float, None]],
        # NDCG on the validation part.
        'validNdcg': Required[Union[float, None]],
        # Recall of the most popular items on the test part.
        'mostPopularRecall': Required[Union[float, None]],
        # NDCG of the most popular items on the test part.
        'mostPopularNdcg': Required[Union[float, None]],
        # Recall of LightGCN with its default settings on the test part; null where the run did not train one.
        'lightGcnRecall': Required[Union[float, None]],
        # Its NDCG.
        'lightGcnNdcg': Required[Union[float, None]],
        # Whether the quality gate let it be served.
        'passed': Required[Union[bool, None]],
        # The snapshot that the gate compared it with.
        'activeVersion': Required[Union[str, None]],
        # Its recall on the interactions of that comparison.
        'comparedRecall': Required[Union[float, None]],
        # Its NDCG on them.
        'comparedNdcg': Required[Union[float, None]],
        # The recall of the snapshot that was active, on the same ones.
        'activeRecall': Required[Union[float, None]],
        # Its NDCG on them.
        'activeNdcg': Required[Union[float, None]],
        # The mean loss of an epoch.
        'loss': Required[Union[float, None]],
        # The part of it that is the ranking's.
        'rankingLoss': Required[Union[float, None]],
        # The part that is the contrastive one's.
        'contrastiveLoss': Required[Union[float, None]],
        # The loss of the diffusions.
        'diffusionLoss': Required[Union[float, None]],
        # How long the epoch took.
        'seconds': Required[Union[float, None]],
    },
    total=False,
)

# How the answers of a snapshot did with the people who got them. Every share has the 95 % interval of Wilson.
OnlineMetricsRow = TypedDict(
    'OnlineMetricsRow',
    {
        # When the day began; the first of the days where days are not counted apart.
        'time': Required[str],
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # Whether it answered as a canary.
        'canary': Required[bool],
        # What the items were ranked by; null unless that is counted apart.
        'source': Required[Union["RecommendationSource", None]],
        # What was asked; null unless that is counted apart.
        'endpoint': Required[Union["RecommendationEndpoint", None]],
        # Pairs of answer and item that were shown; those that were clicked or bought were, told or not.
        'impressions': Required[int],
        # Those that were clicked.
        'clicks': Required[int],
        # Those that were bought.
        'buys': Required[int],
        # Clicks by impressions.
        'ctr': Required[float],
        # What the true rate is hardly below.
        'ctrLow': Required[float],
        # What the true rate is hardly above.
        'ctrHigh': Required[float],
        # Buys by impressions.
        'conversion': Required[float],
        # What the true rate is hardly below.
        'conversionLow': Required[float],
        # What the true rate is hardly above.
        'conversionHigh': Required[float],
        # Different items that were shown.
        'items': Required[int],
        # Those as a share of the items that the snapshot ranks; null where it ranks none.
        'coverage': Required[Union[float, None]],
    },
    total=False,
)

# A named set of hyper-parameters.
PresetDescription = TypedDict(
    'PresetDescription',
    {
        # What a run asks for it by.
        'name': Required[str],
        # What it is for; null where its file does not say.
        'description': Required[Union[str, None]],
        # The values that differ from the defaults, by the name of the setting.
        'settings': Required[dict[str, Any]],
    },
    total=False,
)

# What a snapshot would recommend to a user, best first. It has no id to send feedback on: nobody was shown it.
PreviewResponse = TypedDict(
    'PreviewResponse',
    {
        # The user asked for.
        'userId': Required[str],
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # What the items are ranked by.
        'source': Required["RecommendationSource"],
        # Items that the user has not interacted with.
        'items': Required[list["RankedItem"]],
        # Given as `cursor`, leads to the next page; absent when there is none.
        'next': str,
        # Whether the database is away: what changed since may be missing. Absent otherwise.
        'degraded': bool,
    },
    total=False,
)

# What is wrong (RFC 9457). Some types have members of their own, such as `runId`.
ProblemDetails = TypedDict(
    'ProblemDetails',
    {
        # Never changes:  - `/errors/bad-request` (400): Bad Request - `/errors/body-too-large` (413): The body is too
        # large - `/errors/bulk-failed` (503): The bulk write ended early - `/errors/bulk-rejected` (400): Rows were
        # rejected and nothing was written - `/errors/cursor-gone` (410): The next page is gone -
        # `/errors/database-unavailable` (503): The database does not answer - `/errors/forbidden` (403): The key may
        # not do this - `/errors/idempotency-key-reused` (422): The key belongs to another request - `/errors/internal`
        # (500): An error occurred while processing your request. - `/errors/invalid-body` (400): The body is not valid
        # - `/errors/invalid-feedback` (400): No entry of the feedback is sound - `/errors/invalid-field` (400): A field
        # has no valid value - `/errors/invalid-header` (400): A header has no valid value - `/errors/invalid-id` (400):
        # The id is not valid - `/errors/invalid-parameter` (400): A query parameter has no valid value -
        # `/errors/invalid-path` (400): The path is not valid - `/errors/invalid-schedule` (400): The schedule is not
        # valid - `/errors/invalid-setting` (400): A setting is not valid - `/errors/key-conflict` (409): The client's
        # keys do not allow this - `/errors/method-not-allowed` (405): Method Not Allowed - `/errors/not-ready` (503):
        # No snapshot is loaded - `/errors/rows-busy` (503): The rows are being written - `/errors/run-ended` (409): The
        # training run has ended - `/errors/scans-busy` (503): Too many rankings wait - `/errors/schema-unusable` (503):
        # The schema of the database is not this version's - `/errors/snapshot-loading` (503): Another snapshot is being
        # loaded - `/errors/snapshot-not-usable` (409): The snapshot cannot be used like this - `/errors/timed-out`
        # (504): The request took too long - `/errors/too-many-bulk-writes` (429): Too many bulk writes are under way -
        # `/errors/too-many-exports` (429): Too many exports are under way - `/errors/too-many-requests` (429): Too much
        # was asked for - `/errors/too-many-webhooks` (409): There are too many webhooks - `/errors/training-busy`
        # (409): A training run is active - `/errors/training-queue-full` (429): Too many training runs wait -
        # `/errors/unauthenticated` (401): A key is needed - `/errors/unknown-delivery` (404): The delivery is unknown -
        # `/errors/unknown-entity` (404): The entity is unknown - `/errors/unknown-feature` (404): The feature is
        # unknown - `/errors/unknown-item` (404): The item is unknown - `/errors/unknown-key` (404): The key is unknown
        # - `/errors/unknown-kind` (404): The kind of rows is unknown - `/errors/unknown-parameter` (400): A query
        # parameter is unknown - `/errors/unknown-relation` (404): The relation is unknown - `/errors/unknown-route`
        # (404): Not Found - `/errors/unknown-run` (404): The training run is unknown - `/errors/unknown-schedule`
        # (404): The schedule is unknown - `/errors/unknown-snapshot` (404): The snapshot is unknown -
        # `/errors/unknown-triple` (404): The triple is unknown - `/errors/unknown-user` (404): The user is unknown -
        # `/errors/unknown-webhook` (404): The webhook is unknown - `/errors/webhook-disabled` (409): The webhook is
        # turned off
        'type': Required[Literal['/errors/bad-request', '/errors/body-too-large', '/errors/bulk-failed', '/errors/bulk-rejected', '/errors/cursor-gone', '/errors/database-unavailable', '/errors/forbidden', '/errors/idempotency-key-reused', '/errors/internal', '/errors/invalid-body', '/errors/invalid-feedback', '/errors/invalid-field', '/errors/invalid-header', '/errors/invalid-id', '/errors/invalid-parameter', '/errors/invalid-path', '/errors/invalid-schedule', '/errors/invalid-setting', '/errors/key-conflict', '/errors/method-not-allowed', '/errors/not-ready', '/errors/rows-busy', '/errors/run-ended', '/errors/scans-busy', '/errors/schema-unusable', '/errors/snapshot-loading', '/errors/snapshot-not-usable', '/errors/timed-out', '/errors/too-many-bulk-writes', '/errors/too-many-exports', '/errors/too-many-requests', '/errors/too-many-webhooks', '/errors/training-busy', '/errors/training-queue-full', '/errors/unauthenticated', '/errors/unknown-delivery', '/errors/unknown-entity', '/errors/unknown-feature', '/errors/unknown-item', '/errors/unknown-key', '/errors/unknown-kind', '/errors/unknown-parameter', '/errors/unknown-relation', '/errors/unknown-route', '/errors/unknown-run', '/errors/unknown-schedule', '/errors/unknown-snapshot', '/errors/unknown-triple', '/errors/unknown-user', '/errors/unknown-webhook', '/errors/webhook-disabled']],
        # What the type means.
        'title': Required[str],
        # The status of the answer.
        'status': Required[int],
        # What is wrong with this request.
        'detail': str,
        # Stands in every line of the log that the request left.
        'traceId': str,
    },
    total=False,
)

# Items to be put in order for somebody.
RankRequest = TypedDict(
    'RankRequest',
    {
        # Ids of items that are not to be in the answer.
        'exclude': Union[list[str], None],
        # Whether items are shown that whoever asks has seen.
        'includeSeen': bool,
        # Only items of one of these categories.
        'categories': Union[list[str], None],
        # `all` for items that have all the categories, `any` unless given.
        'categoryMatch': Literal['any', 'all'],
        # Only items of whose attributes this holds, such as `year >= 1990`.
        'where': Union[str, None],
        # Attributes to tell of each item.
        'fields': Union[list[str], None],
        # Ids of the items, from 1 to 1,000.
        'items': Required[list[str]],
        # For whom; or else `likes`.
        'userId': Union[str, None],
        # What somebody likes of whom nothing else is known.
        'likes': Union[list["LikedItem"], None],
    },
    total=False,
)

# Given items in their order.
RankResponse = TypedDict(
    'RankResponse',
    {
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # What the items are ranked by.
        'source': Required["RecommendationSource"],
        # The items, best first.
        'items': Required[list["RankedItem"]],
        # Those that are not among them, and why.
        'leftOut': Required[list["LeftOutItem"]],
        # What feedback on this answer refers to.
        'recommendationId': Required[str],
        # Whether the database is away, or another snapshot than the active one answers: what changed since may be
        # missing. Absent otherwise.
        'degraded': bool,
    },
    total=False,
)

# One item of a ranking.
RankedItem = TypedDict(
    'RankedItem',
    {
        # The item's external id.
        'id': Required[str],
        # Its readable name, where it has one.
        'name': Required[Union[str, None]],
        # What it is ranked by: dot product, cosine or popularity; null for the latest items, which are ranked by age.
        'score': Required[Union[float, None]],
        # Where the score comes from.
        'source': Required["RecommendationSource"],
        # The attributes that were asked for and that it has; absent when none was asked for.
        'attributes': "Attributes",
        # Why it is there; absent unless asked for.
        'because': "Explanation",
    },
    total=False,
)

# Items in an order that depends on no user.
RankedItemsResponse = TypedDict(
    'RankedItemsResponse',
    {
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # The items, best first.
        'items': Required[list["RankedItem"]],
        # What feedback on this answer refers to.
        'recommendationId': Required[str],
        # Given as `cursor`, leads to the next page; absent when there is none.
        'next': str,
        # Whether the database is away, or another snapshot than the active one answers: what changed since may be
        # missing. Absent otherwise.
        'degraded': bool,
    },
    total=False,
)

# One user of a ranking.
RankedUser = TypedDict(
    'RankedUser',
    {
        # The user's external id.
        'id': Required[str],
        # The cosine of the vectors.
        'score': Required[float],
    },
    total=False,
)

# One of the things that a process needs, as it last found it.
ReadinessCheck = TypedDict(
    'ReadinessCheck',
    {
        # `snapshot`, `database`, `schema`, `catalog`, the items and users that answers follow, `storage`, where
        # snapshots lie in object storage, `replica`, where one is read from, or `catalogues`, where there are several.
        'name': Required[str],
        # How it is.
        'state': Required["ReadinessState"],
        # The same in a sentence.
        'message': Required[str],
    },
    total=False,
)

# How something is that a process needs.
ReadinessState = Literal['ok', 'warning', 'error']

# What was asked.
RecommendationEndpoint = Literal['user', 'batch', 'session', 'rank', 'similar', 'popular', 'latest']

# What the items of an answer are ranked by.
RecommendationSource = Literal['model', 'fold_in', 'popular', 'latest', 'graph']

# What a user may like, best first.
RecommendationsResponse = TypedDict(
    'RecommendationsResponse',
    {
        # The user asked for.
        'userId': Required[str],
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # What the items are ranked by.
        'source': Required["RecommendationSource"],
        # Items that the user has not interacted with.
        'items': Required[list["RankedItem"]],
        # What feedback on this answer refers to.
        'recommendationId': Required[str],
        # Given as `cursor`, leads to the next page; absent when there is none.
        'next': str,
        # Whether the database is away, or another snapshot than the active one answers: what changed since may be
        # missing. Absent otherwise.
        'degraded': bool,
    },
    total=False,
)

# A snapshot that this process refused to serve.
RefusedSnapshot = TypedDict(
    'RefusedSnapshot',
    {
        # The version that was to be served.
        'version': Required[str],
        # What is wrong with it.
        'reason': Required[str],
        # When it was refused.
        'at': Required[str],
    },
    total=False,
)

# A row that was refused.
RejectedLine = TypedDict(
    'RejectedLine',
    {
        # Its line, from 1; in CSV the one on which it begins.
        'line': Required[int],
        # The field to blame; null where it is the line as a whole.
        'field': Required[Union[str, None]],
        # What is wrong.
        'reason': Required[str],
    },
    total=False,
)

# A page of relations.
RelationsResponse = TypedDict(
    'RelationsResponse',
    {
        # By external id.
        'relations': Required[list["StoredRow"]],
        # What `after` must be for the next page; null on the last one.
        'next': Required[Union[str, None]],
    },
    total=False,
)

# What a key may do. A key has one role or several, none of which includes another but `admin`, which includes
# all.
Role = Literal['read', 'ingest', 'train', 'admin']

# What a rollback has come to.
RollbackResponse = TypedDict(
    'RollbackResponse',
    {
        # The snapshot that is active again.
        'version': Required[str],
        # Its use; every process takes it up within seconds.
        'state': Required["SnapshotState"],
        # Snapshots that were active after it and cannot be served any more, the last active first.
        'skipped': Required[list["SkippedSnapshot"]],
    },
    total=False,
)

# How many rows there are.
RowCount = TypedDict(
    'RowCount',
    {
        # Their number.
        'count': Required[int],
        # Whether they were counted; else it is what the database's statistics say.
        'exact': Required[bool],
    },
    total=False,
)

# A training run with its figures.
RunDetailResponse = TypedDict(
    'RunDetailResponse',
    {
        # Its state and how far it is.
        'run': Required["RunResponse"],
        # Losses and seconds of the last epoch that ended, and its validation figures if it was evaluated.
        'lastEpoch': Required[Any],
        # The same of the epoch that is best on validation data so far.
        'bestEpoch': Required[Any],
        # What the quality gate decided of its snapshot: the figures on the hold-out, and the threshold.
        'verdict': Required[Any],
        # Its search for settings; null where it makes none.
        'tuning': Required[Union["TuningResponse", None]],
    },
    total=False,
)

# The data of an `epoch` event: an epoch has ended.
RunEpochEvent = TypedDict(
    'RunEpochEvent',
    {
        # Counted from 1.
        'epoch': Required[int],
        # The mean of the whole loss over the steps.
        'loss': Required[float],
        # The mean of the ranking loss, whichever is used.
        'bpr': Required[float],
        # The mean of the contrastive losses; null where nothing is contrasted.
        'contrastive': Required[Union[float, None]],
        # The mean loss of the diffusions; null in epochs that do not train them.
        'diffusion': Required[Union[float, None]],
        # The figures on the validation part; null in epochs that are not evaluated.
        'valid': Required[Union["RunValidFigures", None]],
        # How long it took.
        'seconds': Required[float],
        # Seconds by phase.
        'phases': Required[dict[str, float]],
    },
    total=False,
)

# A line of the log of a run.
RunLogEntry = TypedDict(
    'RunLogEntry',
    {
        # When it was logged, by the worker's clock.
        'at': Required[str],
        # How much it matters.
        'level': Required["RunLogLevel"],
        # What it says; of an error without where it was thrown.
        'message': Required[str],
    },
    total=False,
)

# How much a line of a run's log matters.
RunLogLevel = Literal['information', 'warning', 'error', 'critical']

# What workers logged while they worked on a run.
RunLogResponse = TypedDict(
    'RunLogResponse',
    {
        # The last ones, the oldest first.
        'lines': Required[list["RunLogEntry"]],
    },
    total=False,
)

# What shall be trained.
RunRequest = TypedDict(
    'RunRequest',
    {
        # The preset to start from; `default` unless given, `auto` to have settings tried first.
        'preset': Union[str, None],
        # Hyper-parameters on top of it, by name, for example `"KDiffE:Layers": 3`.
        'settings': Union[dict[str, Any], None],
    },
    total=False,
)

# A training run, and how far it is.
RunResponse = TypedDict(
    'RunResponse',
    {
        # Its number; a later request has a greater one.
        'id': Required[int],
        # What became of it.
        'state': Required["RunState"],
        # The preset it starts from.
        'preset': Required[str],
        # Hyper-parameters on top of it.
        'settings': Required[dict[str, str]],
        # What its worker does: reading, preparing, tuning, training, evaluating, publishing, published.
        'phase': Required[Union[str, None]],
        # How much is done, from 0 to 100; patience may end the training early.
        'percent': Required[float],
        # The last epoch that ended.
        'epoch': Required[Union[int, None]],
        # The most epochs there can be.
        'epochs': Required[Union[int, None]],
        # How long it may still take, from how long it took so far; null before that can be said.
        'etaSeconds': Required[Union[float, None]],
        # How long ago its worker was last heard of; null unless it runs.
        'heartbeatAgeSeconds': Required[Union[float, None]],
        # How often a worker has trained it, the one that has it now included.
        'attempt': Required[int],
        # How often a worker lost it before its first epoch ended, or with the database; these are no attempts.
        'interruptions': Required[int],
        # Who works on it, or did last.
        'worker': Required[Union[str, None]],
        # Where that worker trains: `cpu`, or `cuda:n` for a GPU.
        'device': Required[Union[str, None]],
        # Whether it was asked to stop.
        'cancelRequested': Required[bool],
        # The newest change in the data that it learns from.
        'watermark': Required[Union[str, None]],
        # Why it failed, was skipped, or made a snapshot that is not served.
        'error': Required[Union[str, None]],
        # The snapshot that it made.
        'snapshotVersion': Required[Union[str, None]],
        # When it was asked for.
        'createdAt': Required[str],
        # When a worker first took it up.
        'startedAt': Required[Union[str, None]],
        # When it ended.
        'finishedAt': Required[Union[str, None]],
    },
    total=False,
)

# Where a training run stands.
RunState = Literal['queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled']

# The data of a `state` event: a run has come to another state.
RunStateEvent = TypedDict(
    'RunStateEvent',
    {
        # What became of it.
        'state': Required["RunState"],
        # Why, where that needs a word.
        'reason': Required[Union[str, None]],
    },
    total=False,
)

# How well the model of an epoch ranks the validation part.
RunValidFigures = TypedDict(
    'RunValidFigures',
    {
        # Recall of the first 20.
        'recall@20': Required[float],
        # NDCG of the first 20.
        'ndcg@20': Required[float],
        # The exponent of the item norms that did best.
        'norm_exponent': Required[float],
    },
    total=False,
)

# Training runs, the newest first.
RunsResponse = TypedDict(
    'RunsResponse',
    {
        # At most as many as were asked for.
        'runs': Required[list["RunResponse"]],
        # Where the next page begins, as `before=`; null on the last one.
        'before': Required[Union[int, None]],
    },
    total=False,
)

# When runs shall be asked for, and what they train.
ScheduleRequest = TypedDict(
    'ScheduleRequest',
    {
        # Five fields: minute, hour, day of month, month, day of week; one of the two day fields is `*`.
        'cron': Required[str],
        # The IANA name of the time zone whose clock they speak of, for example `Europe/Berlin`; `UTC` unless given.
        'timeZone': Union[str, None],
        # The preset to start from; `default` unless given, `auto` to have settings tried first.
        'preset': Union[str, None],
        # Hyper-parameters on top of it, by name.
        'settings': Union[dict[str, Any], None],
    },
    total=False,
)

# A schedule with its next times.
ScheduleResponse = TypedDict(
    'ScheduleResponse',
    {
        # What it is set and deleted by.
        'name': Required[str],
        # The five fields of its times.
        'cron': Required[str],
        # The time zone whose clock they speak of.
        'timeZone': Required[str],
        # The next of them, with the zone's offset; none where Error says why.
        'nextTimes': Required[list[str]],
        # Why its times cannot be read: it asks for no runs until it is set anew. Null where they can.
        'error': Required[Union[str, None]],
        # The preset that its runs start from.
        'preset': Required[str],
        # Hyper-parameters on top of it.
        'settings': Required[dict[str, str]],
        # When it was last set.
        'updatedAt': Required[str],
    },
    total=False,
)

# Every schedule that there is.
SchedulesResponse = TypedDict(
    'SchedulesResponse',
    {
        # In the order of their names.
        'schedules': Required[list["ScheduleResponse"]],
    },
    total=False,
)

# Somebody of whom items are known and nothing else.
SessionRequest = TypedDict(
    'SessionRequest',
    {
        # Ids of items that are not to be in the answer.
        'exclude': Union[list[str], None],
        # Whether items are shown that whoever asks has seen.
        'includeSeen': bool,
        # Only items of one of these categories.
        'categories': Union[list[str], None],
        # `all` for items that have all the categories, `any` unless given.
        'categoryMatch': Literal['any', 'all'],
        # Only items of whose attributes this holds, such as `year >= 1990`.
        'where': Union[str, None],
        # Attributes to tell of each item.
        'fields': Union[list[str], None],
        # How many items, from 1 to 200; 20 unless given.
        'n': int,
        # How much unlikeness counts beside the score, from 0 to 1.
        'diversity': float,
        # How many items of one category there may be.
        'maxPerCategory': Union[int, None],
        # What they like, from 1 to 1,000 items.
        'items': Required[list["LikedItem"]],
    },
    total=False,
)

# What somebody may like of whom items are known.
SessionResponse = TypedDict(
    'SessionResponse',
    {
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # `fold_in`, or `popular` where none of the items is trained.
        'source': Required["RecommendationSource"],
        # The items, best first.
        'items': Required[list["RankedItem"]],
        # Those of the request that there are not.
        'unknownItems': Required[list[str]],
        # What feedback on this answer refers to.
        'recommendationId': Required[str],
        # Whether the database is away, or another snapshot than the active one answers: what changed since may be
        # missing. Absent otherwise.
        'degraded': bool,
    },
    total=False,
)

# What a hyper-parameter is, and what it may be.
SettingDescription = TypedDict(
    'SettingDescription',
    {
        # The name that sets it, for example `KDiffE:Layers`.
        'name': Required[str],
        # What its values are.
        'type': Required["SettingType"],
        # Its value unless a preset or a request says otherwise.
        'defaultValue': Required[Any],
        # The least of its numbers; null where it has none.
        'minimum': Required[Union[float, None]],
        # The largest of its numbers; null where it has none.
        'maximum': Required[Union[float, None]],
        # The words that it may be; a number may be one of them in place of a number. Null where there are none.
        'choices': Required[Union[list[str], None]],
        # What it does.
        'description': Required[str],
    },
    total=False,
)

# What the values of a setting are.
SettingType = Literal['integer', 'number', 'boolean', 'choice']

# An entity that a recommended item and liked ones have in common.
SharedEntity = TypedDict(
    'SharedEntity',
    {
        # The entity's external id.
        'id': Required[str],
        # Its readable name; the id where it has none.
        'name': Required[str],
        # How the items are related to it.
        'relation': Required[str],
        # The liked items that have it, too, by external id.
        'items': Required[list[str]],
    },
    total=False,
)

# Items like another one, the most similar first.
SimilarItemsResponse = TypedDict(
    'SimilarItemsResponse',
    {
        # The item asked for.
        'itemId': Required[str],
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # The score is the cosine of the embeddings, or of what the items have in the knowledge graph.
        'items': Required[list["RankedItem"]],
        # What feedback on this answer refers to.
        'recommendationId': Required[str],
        # Given as `cursor`, leads to the next page; absent when there is none.
        'next': str,
        # Whether the database is away, or another snapshot than the active one answers: what changed since may be
        # missing. Absent otherwise.
        'degraded': bool,
    },
    total=False,
)

# Users who like what another one likes, the most similar first.
SimilarUsersResponse = TypedDict(
    'SimilarUsersResponse',
    {
        # The user asked for.
        'userId': Required[str],
        # The snapshot that answered.
        'snapshotVersion': Required[str],
        # Those that the model knows.
        'users': Required[list["RankedUser"]],
        # Whether the database is away, or another snapshot than the active one answers: what changed since may be
        # missing. Absent otherwise.
        'degraded': bool,
    },
    total=False,
)

# A snapshot that a rollback passed over.
SkippedSnapshot = TypedDict(
    'SkippedSnapshot',
    {
        # Its version.
        'version': Required[str],
        # What is wrong with its file.
        'reason': Required[str],
    },
    total=False,
)

# One snapshot of the catalogue.
SnapshotResponse = TypedDict(
    'SnapshotResponse',
    {
        # What it is activated, tried and rejected by.
        'version': Required[str],
        # The data it was trained on.
        'dataset': Required[str],
        # What it is used for.
        'state': Required["SnapshotState"],
        # Whether this process answers with it.
        'served': Required[bool],
        # The share of users that a canary serves.
        'canaryShare': Required[Union[float, None]],
        # The run that trained it; null when it was published by hand.
        'trainingRunId': Required[Union[int, None]],
        # The snapshot that it is with new items placed; null for that of a training.
        'extends': Required[Union["ExtendedSnapshot", None]],
        # When training ended.
        'createdAt': Required[str],
        # When it last became active.
        'activatedAt': Required[Union[str, None]],
        # Why it is in its state, where that needs a word.
        'reason': Required[Union[str, None]],
        # Figures by name, for example `test.recall@20`.
        'metrics': Required[dict[str, float]],
    },
    total=False,
)

# What a snapshot is used for.
SnapshotState = Literal['training', 'ready', 'active', 'canary', 'retired', 'rejected']

# What a snapshot is used for now.
SnapshotUseResponse = TypedDict(
    'SnapshotUseResponse',
    {
        # The snapshot whose use has changed.
        'version': Required[str],
        # Its use; every process takes it up within seconds.
        'state': Required["SnapshotState"],
    },
    total=False,
)

# Every snapshot, and what this process makes of them.
SnapshotsResponse = TypedDict(
    'SnapshotsResponse',
    {
        # The active version that this process answers with, if any.
        'served': Required[Union[str, None]],
        # The version that this process answers a share of the users with, if any.
        'canary': Required[Union[str, None]],
        # The last snapshot that it was to serve and refused; null once it serves that.
        'lastRefusal': Required[Union["RefusedSnapshot", None]],
        # All of the catalogue, the newest first.
        'snapshots': Required[list["SnapshotResponse"]],
    },
    total=False,
)

# A feature of an item as it is stored.
StoredFeature = TypedDict(
    'StoredFeature',
    {
        # For example `image`.
        'modality': Required[str],
        # Its values.
        'values': Required[list[float]],
        # When it last changed.
        'updatedAt': Required[str],
    },
    total=False,
)

# An interaction as it is stored.
StoredInteraction = TypedDict(
    'StoredInteraction',
    {
        # The user's external id.
        'user': Required[str],
        # The item's.
        'item': Required[str],
        # What kind of event.
        'eventType': Required[str],
        # A rating or another strength.
        'weight': Required[Union[float, None]],
        # When it happened, where that is known.
        'occurredAt': Required[Union[str, None]],
        # Whatever else is known of it.
        'attributes': Required[Union["Attributes", None]],
        # When it last changed.
        'updatedAt': Required[str],
    },
    total=False,
)

# An item as it is stored.
StoredItem = TypedDict(
    'StoredItem',
    {
        # Its external id.
        'id': Required[str],
        # What people call it.
        'name': Required[Union[str, None]],
        # Whatever else is known of it.
        'attributes': Required["Attributes"],
        # Categories to filter by.
        'categories': Required[list[str]],
        # Whether it is kept from being recommended.
        'hidden': Required[bool],
        # From then on it is not recommended any more.
        'availableUntil': Required[Union[str, None]],
        # The external id of the entity that it is.
        'entity': Required[Union[str, None]],
        # When it last changed.
        'updatedAt': Required[str],
    },
    total=False,
)

# A user, an entity or a relation as it is stored.
StoredRow = TypedDict(
    'StoredRow',
    {
        # Its external id.
        'id': Required[str],
        # Whatever else is known of it.
        'attributes': Required["Attributes"],
        # When it last changed.
        'updatedAt': Required[str],
    },
    total=False,
)

# A triple as it is stored, in external ids.
StoredTriple = TypedDict(
    'StoredTriple',
    {
        # The entity that the fact is about.
        'head': Required[str],
        # How head and tail are related.
        'relation': Required[str],
        # The entity that it is related to.
        'tail': Required[str],
        # When it was added.
        'updatedAt': Required[str],
    },
    total=False,
)

# What is asked of all APIs together, and how they answer.
TrafficResponse = TypedDict(
    'TrafficResponse',
    {
        # The time that it is of: the last so many seconds.
        'seconds': Required[int],
        # How many APIs it is of: those that are alive. Only the one that answers where the database is away.
        'nodes': Required[int],
        # Requests for rankings, in a second.
        'requestsPerSecond': Required[float],
        # Those of them that were answered with a status from 500 on.
        'errorsPerSecond': Required[float],
        # The time that half of them took at most; null where there were none.
        'p50Milliseconds': Required[Union[float, None]],
        # The time that 95 % of them took at most.
        'p95Milliseconds': Required[Union[float, None]],
        # How many rankings there were in that time, by what they were ranked by.
        'answers': Required["AnswerCounts"],
    },
    total=False,
)

# What a run can be asked for with.
TrainingSettingsResponse = TypedDict(
    'TrainingSettingsResponse',
    {
        # By name.
        'presets': Required[list["PresetDescription"]],
        # Every hyper-parameter, section by section.
        'settings': Required[list["SettingDescription"]],
    },
    total=False,
)

# A fact of the knowledge graph, in external ids; entities and relations that are not known yet are created.
TripleFields = TypedDict(
    'TripleFields',
    {
        # The entity that the fact is about.
        'head': Required[str],
        # How head and tail are related.
        'relation': Required[str],
        # The entity that it is related to.
        'tail': Required[str],
    },
    total=False,
)

# A page of triples.
TriplesResponse = TypedDict(
    'TriplesResponse',
    {
        # In the order in which they were stored.
        'triples': Required[list["StoredTriple"]],
        # What `after` must be for the next page; null on the last one.
        'next': Required[Union[str, None]],
    },
    total=False,
)

# The settings that a search chose, and why.
TuningChoice = TypedDict(
    'TuningChoice',
    {
        # The trial that they are of; null for the defaults where there is none.
        'trial': Required[Union[int, None]],
        # How many trials it is the best of.
        'trials': Required[int],
        # How long all trials took that the budget counts.
        'seconds': Required[float],
        # How long they might take.
        'budgetSeconds': Required[float],
        # What they set otherwise than the defaults, by configuration name.
        'settings': Required[dict[str, str]],
        # Recall@20 of the trial on the validation part; null without a trial.
        'recall': Required[Union[float, None]],
        # Its NDCG@20.
        'ndcg': Required[Union[float, None]],
        # Recall@20 of the defaults on the same data; null where they were not trained.
        'defaultRecall': Required[Union[float, None]],
        # Their NDCG@20.
        'defaultNdcg': Required[Union[float, None]],
        # All of it in a sentence.
        'reason': Required[str],
    },
    total=False,
)

# The search for settings of a run with the preset `auto`.
TuningResponse = TypedDict(
    'TuningResponse',
    {
        # The settings that it trains with, and why; null until it has chosen.
        'choice': Required[Union["TuningChoice", None]],
        # The trials that it has made itself so far, in their order.
        'trials': Required[list["TuningTrial"]],
    },
    total=False,
)

# One training of a search for settings.
TuningTrial = TypedDict(
    'TuningTrial',
    {
        # Which draw it is; 1 is the defaults.
        'number': Required[int],
        # What was drawn, by configuration name; empty for the defaults.
        'settings': Required[dict[str, str]],
        # Recall@20 of its best epoch on the validation part; null where the training failed.
        'recall': Required[Union[float, None]],
        # The NDCG@20 beside it.
        'ndcg': Required[Union[float, None]],
        # That epoch; 0 where the training failed.
        'bestEpoch': Required[int],
        # Epochs until it stopped.
        'epochs': Required[int],
        # Wall seconds.
        'seconds': Required[float],
        # Why the training failed.
        'error': Required[Union[str, None]],
    },
    total=False,
)

# A page of users.
UsersResponse = TypedDict(
    'UsersResponse',
    {
        # By external id.
        'users': Required[list["StoredRow"]],
        # What `after` must be for the next page; null on the last one.
        'next': Required[Union[str, None]],
    },
    total=False,
)

# What a webhook shall be from now on.
WebhookChangeRequest = TypedDict(
    'WebhookChangeRequest',
    {
        # Where events are sent; as it is shown, it stays what it is.
        'url': Required[str],
        # Which ones; one at least.
        'events': Required[list["WebhookEvent"]],
        # What it is for, in at most 200 characters.
        'description': Union[str, None],
        # Whether anything is sent; what waits is sent once it is.
        'enabled': bool,
    },
    total=False,
)

# What a webhook was told, or is to be, the newest first.
WebhookDeliveriesResponse = TypedDict(
    'WebhookDeliveriesResponse',
    {
        # At most as many as were asked for.
        'deliveries': Required[list["WebhookDeliveryResponse"]],
        # Where the next page begins, as `before=`; null on the last one.
        'before': Required[Union[int, None]],
    },
    total=False,
)

# An event that was told, or is to be.
WebhookDeliveryResponse = TypedDict(
    'WebhookDeliveryResponse',
    {
        # Grows in the order of the entries.
        'id': Required[int],
        # What happened.
        'event': Required["WebhookEvent"],
        # Where it stands.
        'state': Required["DeliveryState"],
        # How often it was sent, since it was entered or somebody asked to send it again.
        'attempts': Required[int],
        # When it is sent next; null once it has ended.
        'nextAttemptAt': Required[Union[str, None]],
        # The HTTP status of the last attempt; null where there was no answer.
        'status': Required[Union[int, None]],
        # Why the last attempt does not count; null where it does.
        'error': Required[Union[str, None]],
        # When it was entered.
        'createdAt': Required[str],
        # When the receiver took it; null until it has.
        'deliveredAt': Required[Union[str, None]],
        # The body that is sent.
        'payload': Required[Any],
    },
    total=False,
)

# What is told to those who asked to be told.
WebhookEvent = Literal['run.succeeded', 'run.failed', 'run.cancelled', 'run.refused', 'snapshot.activated', 'snapshot.refused', 'service.degraded', 'service.recovered', 'test']

# Asks to be told of events.
WebhookRequest = TypedDict(
    'WebhookRequest',
    {
        # Where they are sent: an `https` or `http` address without a name and password.
        'url': Required[str],
        # Which ones; one at least. `test` is none of them: it comes when it is asked for.
        'events': Required[list["WebhookEvent"]],
        # What it is for, in at most 200 characters.
        'description': Union[str, None],
    },
    total=False,
)

# Somebody who is told of events; without the secret.
WebhookResponse = TypedDict(
    'WebhookResponse',
    {
        # What it is changed and deleted by.
        'id': Required[str],
        # Where events are sent, without the query of the address.
        'url': Required[str],
        # Which ones.
        'events': Required[list["WebhookEvent"]],
        # What it is for.
        'description': Required[Union[str, None]],
        # Whether anything is sent; a receiver that answers 410 turns it off.
        'enabled': Required[bool],
        # When it was made.
        'createdAt': Required[str],
        # The last attempt; null when there was none.
        'lastDelivery': Required[Union["LastDeliveryResponse", None]],
        # Whether the receiver did not take what was last sent.
        'failing': Required[bool],
    },
    total=False,
)

# Every webhook.
WebhooksResponse = TypedDict(
    'WebhooksResponse',
    {
        # The oldest first.
        'webhooks': Required[list["WebhookResponse"]],
    },
    total=False,
)

# What became of interactions that were sent.
WrittenInteractionsResponse = TypedDict(
    'WrittenInteractionsResponse',
    {
        # Events that were not there before.
        'inserted': Required[int],
        # Events of which something else is said now.
        'updated': Required[int],
        # Events that were there already, or stand in the list again further down.
        'unchanged': Required[int],
    },
    total=False,
)
