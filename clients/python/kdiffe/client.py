"""A method for each operation of the service.

Generated from docs/openapi.json by eng/contract/python.py."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, Union

from . import types
from .transport import Event, Transport


class Client(Transport):
    """Asks a service, `Client("http://localhost:8080", key)`. What it refuses raises `Problem`."""

    def list_audit_entries(
        self,
        *,
        action: Union[Literal['runStarted', 'runCancelled', 'snapshotActivated', 'snapshotCanary', 'snapshotRolledBack', 'snapshotRejected', 'keyCreated', 'keyRotated', 'keyRevoked', 'scheduleSet', 'scheduleDeleted', 'webhookCreated', 'webhookChanged', 'webhookRotated', 'webhookDeleted'], None] = None,
        who: Union[str, None] = None,
        since: Union[str, None] = None,
        until: Union[str, None] = None,
        before: Union[int, None] = None,
        n: Union[int, None] = None,
    ) -> types.AuditResponse:
        r"""What was done to runs, snapshots, keys, schedules and webhooks, and by whom; the newest first.

        `before` of the answer, given as `before=`, leads to the next page.
        """
        query = {'action': action, 'who': who, 'since': since, 'until': until, 'before': before, 'n': n}
        return self._ask('GET', '/audit', query=query, answer='json')

    def get_data(self) -> types.DataVolumes:
        r"""How many users, items, interactions, features and parts of the graph there are.

        Up to 100,000 rows of a kind are counted; more than that are estimated by the statistics of the database, and
        `exact` is false.
        """
        return self._ask('GET', '/data', answer='json')

    def export_rows(
        self,
        kind: str,
        *,
        format: Union[Literal['ndjson', 'csv'], None] = None,
    ) -> Iterator[str]:
        r"""All rows of a kind, as a file that a bulk write takes back as it is.

        All are of one moment. A connection that ends early, without the end of the body, leaves a part that is not to
        be used.
        """
        query = {'format': format}
        return self._ask('GET', '/export/{kind}', path={'kind': kind}, query=query, answer='lines')

    def add_feedback(self, body: types.FeedbackRequest) -> types.FeedbackResponse:
        r"""Tell what became of recommended items.

        Kept once for each answer, item and kind, so that sending again does no harm. Entries that are not sound are
        named and the others kept; when none is sound the answer is 400.
        """
        return self._ask('POST', '/feedback', body=body, content_type='application/json', answer='json')

    def get_liveness(self) -> types.HealthResponse:
        r"""Whether the process runs."""
        return self._ask('GET', '/health/live', answer='json')

    def get_readiness(self) -> types.HealthResponse:
        r"""Whether a snapshot is loaded and requests can be answered.

        `checks` says how each thing is that this needs, also where the answer is 503.
        """
        return self._ask('GET', '/health/ready', answer='json')

    def list_interactions(
        self,
        *,
        user: Union[str, None] = None,
        item: Union[str, None] = None,
        event_type: Union[str, None] = None,
        since: Union[str, None] = None,
        until: Union[str, None] = None,
        after: Union[str, None] = None,
        n: Union[int, None] = None,
    ) -> types.InteractionsResponse:
        r"""Interactions in the order in which they were stored."""
        query = {'user': user, 'item': item, 'eventType': event_type, 'since': since, 'until': until, 'after': after, 'n': n}
        return self._ask('GET', '/interactions', query=query, answer='json')

    def post_interactions(self, body: types.InteractionFieldsOneOrMany) -> types.WrittenInteractionsResponse:
        r"""Store an interaction, or a list of at most 1000: all of them or none.

        Users and items that are not known yet are created. An event of the same user, item, type and time takes the
        place of the one that is there.
        """
        return self._ask('POST', '/interactions', body=body, content_type='application/json', answer='json')

    def delete_interactions(
        self,
        *,
        user: Union[str, None] = None,
        item: Union[str, None] = None,
        event_type: Union[str, None] = None,
        occurred_at: Union[str, None] = None,
    ) -> types.DeletedInteractionsResponse:
        r"""Delete what a user did with an item."""
        query = {'user': user, 'item': item, 'eventType': event_type, 'occurredAt': occurred_at}
        return self._ask('DELETE', '/interactions', query=query, answer='json')

    def bulk_write_interactions(
        self,
        body: Union[bytes, Iterable[bytes]],
        *,
        content_type: Literal['application/x-ndjson', 'text/csv'] = 'application/x-ndjson',
        strict: Union[bool, None] = None,
    ) -> types.BulkResponse:
        r"""Write any number of interactions, all at once.

        A JSON object `InteractionFields` a line (application/x-ndjson), or CSV whose first row names its fields
        (text/csv), as it is or packed. Each row does what a PUT of it does. A bad row is rejected with its line and
        the rest goes in; with strict=true nothing does.
        """
        query = {'strict': strict}
        return self._ask('POST', '/interactions/bulk', query=query, body=body, content_type=content_type, answer='json')

    def get_similar_items(
        self,
        id: str,
        *,
        n: Union[int, None] = None,
        cursor: Union[str, None] = None,
        exclude: Union[list[str], None] = None,
        category: Union[list[str], None] = None,
        category_match: Union[Literal['any', 'all'], None] = None,
        where: Union[str, None] = None,
        fields: Union[str, None] = None,
        diversity: Union[float, None] = None,
        max_per_category: Union[int, None] = None,
        user: Union[str, None] = None,
        via: Union[Literal['embedding', 'graph'], None] = None,
    ) -> types.SimilarItemsResponse:
        r"""Items like this one.

        Ranked by the cosine of the embeddings, or, with `via=graph`, of what the knowledge graph says of the items;
        the item itself is left out.
        """
        query = {'n': n, 'cursor': cursor, 'exclude': exclude, 'category': category, 'categoryMatch': category_match, 'where': where, 'fields': fields, 'diversity': diversity, 'maxPerCategory': max_per_category, 'user': user, 'via': via}
        return self._ask('GET', '/items/{id}/similar', path={'id': id}, query=query, answer='json')

    def get_popular_items(
        self,
        *,
        n: Union[int, None] = None,
        cursor: Union[str, None] = None,
        exclude: Union[list[str], None] = None,
        category: Union[list[str], None] = None,
        category_match: Union[Literal['any', 'all'], None] = None,
        where: Union[str, None] = None,
        fields: Union[str, None] = None,
        diversity: Union[float, None] = None,
        max_per_category: Union[int, None] = None,
        user: Union[str, None] = None,
    ) -> types.RankedItemsResponse:
        r"""What many liked of late.

        An interaction counts half as much for every half-life of its age.
        """
        query = {'n': n, 'cursor': cursor, 'exclude': exclude, 'category': category, 'categoryMatch': category_match, 'where': where, 'fields': fields, 'diversity': diversity, 'maxPerCategory': max_per_category, 'user': user}
        return self._ask('GET', '/items/popular', query=query, answer='json')

    def get_latest_items(
        self,
        *,
        n: Union[int, None] = None,
        cursor: Union[str, None] = None,
        exclude: Union[list[str], None] = None,
        category: Union[list[str], None] = None,
        category_match: Union[Literal['any', 'all'], None] = None,
        where: Union[str, None] = None,
        fields: Union[str, None] = None,
        diversity: Union[float, None] = None,
        max_per_category: Union[int, None] = None,
        user: Union[str, None] = None,
    ) -> types.RankedItemsResponse:
        r"""What came into the catalogue last."""
        query = {'n': n, 'cursor': cursor, 'exclude': exclude, 'category': category, 'categoryMatch': category_match, 'where': where, 'fields': fields, 'diversity': diversity, 'maxPerCategory': max_per_category, 'user': user}
        return self._ask('GET', '/items/latest', query=query, answer='json')

    def list_items(
        self,
        *,
        id: Union[str, None] = None,
        starts_with: Union[str, None] = None,
        category: Union[str, None] = None,
        hidden: Union[bool, None] = None,
        updated_since: Union[str, None] = None,
        after: Union[str, None] = None,
        n: Union[int, None] = None,
    ) -> types.ItemsResponse:
        r"""Items by external id."""
        query = {'id': id, 'startsWith': starts_with, 'category': category, 'hidden': hidden, 'updatedSince': updated_since, 'after': after, 'n': n}
        return self._ask('GET', '/items', query=query, answer='json')

    def get_item(self, id: str) -> types.StoredItem:
        r"""An item.

        An item that is called as a ranking is, such as 'popular', is found by the list's parameter id.
        """
        return self._ask('GET', '/items/{id}', path={'id': id}, answer='json')

    def put_item(
        self,
        id: str,
        body: types.ItemFields,
    ) -> None:
        r"""Create the item, or put it in the place of the one that is there.

        A field that is left out is empty afterwards.
        """
        return self._ask('PUT', '/items/{id}', path={'id': id}, body=body, content_type='application/json', answer='nothing')

    def patch_item(
        self,
        id: str,
        body: types.ItemFields,
    ) -> None:
        r"""Change fields of the item.

        A JSON merge patch (RFC 7396): null clears a field, and so it does a member of the attributes.
        """
        return self._ask('PATCH', '/items/{id}', path={'id': id}, body=body, content_type='application/merge-patch+json', answer='nothing')

    def delete_item(self, id: str) -> None:
        r"""Delete the item, and all that there is only with it."""
        return self._ask('DELETE', '/items/{id}', path={'id': id}, answer='nothing')

    def bulk_write_items(
        self,
        body: Union[bytes, Iterable[bytes]],
        *,
        content_type: Literal['application/x-ndjson', 'text/csv'] = 'application/x-ndjson',
        strict: Union[bool, None] = None,
    ) -> types.BulkResponse:
        r"""Write any number of items, all at once.

        A JSON object `ItemFields` a line (application/x-ndjson), or CSV whose first row names its fields (text/csv),
        as it is or packed. Each row does what a PUT of it does. A bad row is rejected with its line and the rest goes
        in; with strict=true nothing does.
        """
        query = {'strict': strict}
        return self._ask('POST', '/items/bulk', query=query, body=body, content_type=content_type, answer='json')

    def list_features(
        self,
        id: str,
        *,
        modality: Union[str, None] = None,
    ) -> types.FeaturesResponse:
        r"""The features of an item, by modality."""
        query = {'modality': modality}
        return self._ask('GET', '/items/{id}/features', path={'id': id}, query=query, answer='json')

    def put_feature(
        self,
        id: str,
        modality: str,
        body: types.FeatureFields,
    ) -> None:
        r"""Set the feature of an item in one modality.

        Features of a modality have one size. An item that is not known yet is created.
        """
        return self._ask('PUT', '/items/{id}/features/{modality}', path={'id': id, 'modality': modality}, body=body, content_type='application/json', answer='nothing')

    def delete_feature(
        self,
        id: str,
        modality: str,
    ) -> None:
        r"""Delete the feature of an item in one modality."""
        return self._ask('DELETE', '/items/{id}/features/{modality}', path={'id': id, 'modality': modality}, answer='nothing')

    def bulk_write_features(
        self,
        body: Union[bytes, Iterable[bytes]],
        *,
        content_type: Literal['application/x-ndjson', 'text/csv'] = 'application/x-ndjson',
        strict: Union[bool, None] = None,
    ) -> types.BulkResponse:
        r"""Write any number of features, all at once.

        A JSON object `FeatureFields` a line (application/x-ndjson), or CSV whose first row names its fields
        (text/csv), as it is or packed. Each row does what a PUT of it does. A bad row is rejected with its line and
        the rest goes in; with strict=true nothing does.
        """
        query = {'strict': strict}
        return self._ask('POST', '/features/bulk', query=query, body=body, content_type=content_type, answer='json')

    def list_keys(self) -> types.KeysResponse:
        r"""Every key, without its secret."""
        return self._ask('GET', '/keys', answer='json')

    def create_key(self, body: types.KeyRequest) -> types.NewKeyResponse:
        r"""Make the first key of a client.

        `key` of the answer is the key; it is shown this once. A client that has one rotates it.
        """
        return self._ask('POST', '/keys', body=body, content_type='application/json', answer='json')

    def rotate_key(self, client: str) -> types.NewKeyResponse:
        r"""Make a second key of a client, of the same roles and lifetime.

        Both are accepted until the older one is revoked. A client has two at most.
        """
        return self._ask('POST', '/keys/{client}/rotate', path={'client': client}, answer='json')

    def revoke_key(self, key: str) -> types.KeyResponse:
        r"""Have a key refused, by every process within two seconds."""
        return self._ask('POST', '/keys/{key}/revoke', path={'key': key}, answer='json')

    def list_entities(
        self,
        *,
        id: Union[str, None] = None,
        after: Union[str, None] = None,
        n: Union[int, None] = None,
    ) -> types.EntitiesResponse:
        r"""Entities by external id."""
        query = {'id': id, 'after': after, 'n': n}
        return self._ask('GET', '/entities', query=query, answer='json')

    def get_entity(self, id: str) -> types.StoredRow:
        r"""An entity."""
        return self._ask('GET', '/entities/{id}', path={'id': id}, answer='json')

    def put_entity(
        self,
        id: str,
        body: types.KeyedFields,
    ) -> None:
        r"""Create the entity, or put it in the place of the one that is there.

        A field that is left out is empty afterwards.
        """
        return self._ask('PUT', '/entities/{id}', path={'id': id}, body=body, content_type='application/json', answer='nothing')

    def patch_entity(
        self,
        id: str,
        body: types.KeyedFields,
    ) -> None:
        r"""Change fields of the entity.

        A JSON merge patch (RFC 7396): null clears a field, and so it does a member of the attributes.
        """
        return self._ask('PATCH', '/entities/{id}', path={'id': id}, body=body, content_type='application/merge-patch+json', answer='nothing')

    def delete_entity(self, id: str) -> None:
        r"""Delete the entity, and all that there is only with it."""
        return self._ask('DELETE', '/entities/{id}', path={'id': id}, answer='nothing')

    def bulk_write_entities(
        self,
        body: Union[bytes, Iterable[bytes]],
        *,
        content_type: Literal['application/x-ndjson', 'text/csv'] = 'application/x-ndjson',
        strict: Union[bool, None] = None,
    ) -> types.BulkResponse:
        r"""Write any number of entities, all at once.

        A JSON object `KeyedFields` a line (application/x-ndjson), or CSV whose first row names its fields (text/csv),
        as it is or packed. Each row does what a PUT of it does. A bad row is rejected with its line and the rest goes
        in; with strict=true nothing does.
        """
        query = {'strict': strict}
        return self._ask('POST', '/entities/bulk', query=query, body=body, content_type=content_type, answer='json')

    def list_relations(
        self,
        *,
        id: Union[str, None] = None,
        after: Union[str, None] = None,
        n: Union[int, None] = None,
    ) -> types.RelationsResponse:
        r"""Relations by external id."""
        query = {'id': id, 'after': after, 'n': n}
        return self._ask('GET', '/relations', query=query, answer='json')

    def get_relation(self, id: str) -> types.StoredRow:
        r"""A relation."""
        return self._ask('GET', '/relations/{id}', path={'id': id}, answer='json')

    def put_relation(
        self,
        id: str,
        body: types.KeyedFields,
    ) -> None:
        r"""Create the relation, or put it in the place of the one that is there.

        A field that is left out is empty afterwards.
        """
        return self._ask('PUT', '/relations/{id}', path={'id': id}, body=body, content_type='application/json', answer='nothing')

    def patch_relation(
        self,
        id: str,
        body: types.KeyedFields,
    ) -> None:
        r"""Change fields of the relation.

        A JSON merge patch (RFC 7396): null clears a field, and so it does a member of the attributes.
        """
        return self._ask('PATCH', '/relations/{id}', path={'id': id}, body=body, content_type='application/merge-patch+json', answer='nothing')

    def delete_relation(self, id: str) -> None:
        r"""Delete the relation, and all that there is only with it."""
        return self._ask('DELETE', '/relations/{id}', path={'id': id}, answer='nothing')

    def bulk_write_relations(
        self,
        body: Union[bytes, Iterable[bytes]],
        *,
        content_type: Literal['application/x-ndjson', 'text/csv'] = 'application/x-ndjson',
        strict: Union[bool, None] = None,
    ) -> types.BulkResponse:
        r"""Write any number of relations, all at once.

        A JSON object `KeyedFields` a line (application/x-ndjson), or CSV whose first row names its fields (text/csv),
        as it is or packed. Each row does what a PUT of it does. A bad row is rejected with its line and the rest goes
        in; with strict=true nothing does.
        """
        query = {'strict': strict}
        return self._ask('POST', '/relations/bulk', query=query, body=body, content_type=content_type, answer='json')

    def list_triples(
        self,
        *,
        head: Union[str, None] = None,
        relation: Union[str, None] = None,
        tail: Union[str, None] = None,
        after: Union[str, None] = None,
        n: Union[int, None] = None,
    ) -> types.TriplesResponse:
        r"""Triples in the order in which they were stored."""
        query = {'head': head, 'relation': relation, 'tail': tail, 'after': after, 'n': n}
        return self._ask('GET', '/triples', query=query, answer='json')

    def put_triple(self, body: types.TripleFields) -> None:
        r"""Store a triple.

        Entities and relations that are not known yet are created.
        """
        return self._ask('PUT', '/triples', body=body, content_type='application/json', answer='nothing')

    def delete_triple(
        self,
        *,
        head: Union[str, None] = None,
        relation: Union[str, None] = None,
        tail: Union[str, None] = None,
    ) -> None:
        r"""Delete a triple."""
        query = {'head': head, 'relation': relation, 'tail': tail}
        return self._ask('DELETE', '/triples', query=query, answer='nothing')

    def bulk_write_triples(
        self,
        body: Union[bytes, Iterable[bytes]],
        *,
        content_type: Literal['application/x-ndjson', 'text/csv'] = 'application/x-ndjson',
        strict: Union[bool, None] = None,
    ) -> types.BulkResponse:
        r"""Write any number of triples, all at once.

        A JSON object `TripleFields` a line (application/x-ndjson), or CSV whose first row names its fields
        (text/csv), as it is or packed. Each row does what a PUT of it does. A bad row is rejected with its line and
        the rest goes in; with strict=true nothing does.
        """
        query = {'strict': strict}
        return self._ask('POST', '/triples/bulk', query=query, body=body, content_type=content_type, answer='json')

    def get_login(self) -> types.LoginResponse:
        r"""Who asks, and what they may do."""
        return self._ask('GET', '/login', answer='json')

    def log_in(self, body: types.LoginRequest) -> types.LoginResponse:
        r"""Have a browser ask with a key.

        The answer sets a cookie. It ends after 12 hours, with its key, or when it is logged out. With it, requests
        that change something need the header `X-Requested-With`.
        """
        return self._ask('POST', '/login', body=body, content_type='application/json', answer='json')

    def log_out(self) -> None:
        r"""Have a browser no longer ask with a key.

        The request has the cookie, and the header `X-Requested-With`.
        """
        return self._ask('POST', '/logout', answer='nothing')

    def get_online_metrics(
        self,
        *,
        from_: Union[str, None] = None,
        to: Union[str, None] = None,
        by: Union[Literal['day', 'snapshot', 'source', 'endpoint'], None] = None,
        canary: Union[bool, None] = None,
        time_zone: Union[str, None] = None,
    ) -> list[types.OnlineMetricsRow]:
        r"""Clicks, buys and coverage by snapshot, from feedback.

        Feedback counts on the day of the answer that it is about. Snapshots, and the same one as a canary, are always
        counted apart.
        """
        query = {'from': from_, 'to': to, 'by': by, 'canary': canary, 'timeZone': time_zone}
        return self._ask('GET', '/metrics/online', query=query, answer='json')

    def get_offline_metrics(
        self,
        *,
        run: Union[int, None] = None,
    ) -> list[types.OfflineMetricsRow]:
        r"""Recall and NDCG of the snapshots that are kept, or of the epochs of a run.

        Beside them those of baselines, and what the quality gate compared.
        """
        query = {'run': run}
        return self._ask('GET', '/metrics/offline', query=query, answer='json')

    def get_traffic(self) -> types.TrafficResponse:
        r"""Requests for rankings in the last minute: rate, errors, latency, and what they were ranked by.

        Of all APIs that are alive, together; what others say of themselves is up to five seconds old.
        """
        return self._ask('GET', '/metrics/traffic', answer='json')

    def list_nodes(self) -> types.NodesResponse:
        r"""Every API and worker: where it runs, when it was last heard of, what it serves or trains.

        Each tells of itself every five seconds. One that is stopped in order goes from the list at once, any other a
        day after it was last heard of.
        """
        return self._ask('GET', '/nodes', answer='json')

    def get_recommendations(
        self,
        id: str,
        *,
        n: Union[int, None] = None,
        cursor: Union[str, None] = None,
        exclude: Union[list[str], None] = None,
        category: Union[list[str], None] = None,
        category_match: Union[Literal['any', 'all'], None] = None,
        where: Union[str, None] = None,
        fields: Union[str, None] = None,
        diversity: Union[float, None] = None,
        max_per_category: Union[int, None] = None,
        include_seen: Union[bool, None] = None,
        explain: Union[bool, None] = None,
    ) -> types.RecommendationsResponse:
        r"""What a user may like, without what the user has seen.

        What a user did a moment ago counts. One of whom there are interactions that the model has not learnt is
        answered from their items, marked `fold_in`; one of whom there are none gets what is popular, marked
        `popular`.
        """
        query = {'n': n, 'cursor': cursor, 'exclude': exclude, 'category': category, 'categoryMatch': category_match, 'where': where, 'fields': fields, 'diversity': diversity, 'maxPerCategory': max_per_category, 'includeSeen': include_seen, 'explain': explain}
        return self._ask('GET', '/users/{id}/recommendations', path={'id': id}, query=query, answer='json')

    def get_similar_users(
        self,
        id: str,
        *,
        n: Union[int, None] = None,
    ) -> types.SimilarUsersResponse:
        r"""Users who like what this one likes.

        Ranked by the cosine of the embeddings; the user is left out.
        """
        query = {'n': n}
        return self._ask('GET', '/users/{id}/similar', path={'id': id}, query=query, answer='json')

    def get_recommendations_of_users(self, body: types.BatchRequest) -> types.BatchResponse:
        r"""What each of many users may like.

        Up to 1,000 users; each has a status of its own.
        """
        return self._ask('POST', '/recommendations/batch', body=body, content_type='application/json', answer='json')

    def get_recommendations_of_session(self, body: types.SessionRequest) -> types.SessionResponse:
        r"""What somebody may like who likes some items.

        For somebody without an id, or for a basket. Nothing of it is stored.
        """
        return self._ask('POST', '/recommendations/session', body=body, content_type='application/json', answer='json')

    def rank_items(self, body: types.RankRequest) -> types.RankResponse:
        r"""Put given items in order for somebody.

        Of items that are not ranked `leftOut` says why.
        """
        return self._ask('POST', '/rank', body=body, content_type='application/json', answer='json')

    def get_recommendations_of_snapshot(
        self,
        version: str,
        id: str,
        *,
        n: Union[int, None] = None,
        cursor: Union[str, None] = None,
        exclude: Union[list[str], None] = None,
        category: Union[list[str], None] = None,
        category_match: Union[Literal['any', 'all'], None] = None,
        where: Union[str, None] = None,
        fields: Union[str, None] = None,
        diversity: Union[float, None] = None,
        max_per_category: Union[int, None] = None,
        include_seen: Union[bool, None] = None,
        explain: Union[bool, None] = None,
    ) -> types.PreviewResponse:
        r"""What a snapshot would recommend to a user, whether it is served or not.

        One that is not served is loaded first, one at a time, and kept for five minutes after its last use; while
        another one is being loaded the answer is 503. What is served stays as it is, and the answer counts in no
        figures.
        """
        query = {'n': n, 'cursor': cursor, 'exclude': exclude, 'category': category, 'categoryMatch': category_match, 'where': where, 'fields': fields, 'diversity': diversity, 'maxPerCategory': max_per_category, 'includeSeen': include_seen, 'explain': explain}
        return self._ask('GET', '/snapshots/{version}/users/{id}/recommendations', path={'version': version, 'id': id}, query=query, answer='json')

    def list_snapshots(self) -> types.SnapshotsResponse:
        r"""Every snapshot with its state and metrics, the newest first.

        Says which ones this process serves, and which one it refused last and why.
        """
        return self._ask('GET', '/snapshots', answer='json')

    def activate_snapshot(self, version: str) -> types.SnapshotUseResponse:
        r"""Serve a snapshot to everybody.

        Its file is verified first. The one before it is retired, and a canary ends.
        """
        return self._ask('POST', '/snapshots/{version}/activate', path={'version': version}, answer='json')

    def set_canary(
        self,
        version: str,
        *,
        percent: Union[int, None] = None,
    ) -> types.SnapshotUseResponse:
        r"""Serve a snapshot to a share of the users.

        `percent` of the users, always the same ones; its file is verified first. Activating any snapshot ends it.
        """
        query = {'percent': percent}
        return self._ask('POST', '/snapshots/{version}/canary', path={'version': version}, query=query, answer='json')

    def reject_snapshot(self, version: str) -> types.SnapshotUseResponse:
        r"""Take a snapshot out of use for good; a canary ends with it."""
        return self._ask('POST', '/snapshots/{version}/reject', path={'version': version}, answer='json')

    def roll_back_snapshot(self) -> types.RollbackResponse:
        r"""Serve the snapshot again that was active before the present one.

        That is one of another training, where there is one, and not the same without the items that were placed
        later. Its file is verified first. One that is missing or damaged is skipped for the one before it; the answer
        says which, and why.
        """
        return self._ask('POST', '/snapshots/rollback', answer='json')

    def request_training_run(
        self,
        body: Union[types.RunRequest, None] = None,
        *,
        idempotency_key: Union[str, None] = None,
        queue: Union[bool, None] = None,
    ) -> types.RunResponse:
        r"""Ask for a training run.

        A worker takes it up. The same `Idempotency-Key` gives the same run. While another run is active the answer is
        409 with that run, unless `queue=true`; it is 429 when too many wait.
        """
        query = {'queue': queue}
        header = {'Idempotency-Key': idempotency_key}
        return self._ask('POST', '/training/runs', query=query, header=header, body=body, content_type='application/json', answer='json')

    def list_training_runs(
        self,
        *,
        before: Union[int, None] = None,
        n: Union[int, None] = None,
    ) -> types.RunsResponse:
        r"""Training runs, the newest first.

        `before` of the answer, given as `before=`, leads to the next page.
        """
        query = {'before': before, 'n': n}
        return self._ask('GET', '/training/runs', query=query, answer='json')

    def get_training_run(self, run: int) -> types.RunDetailResponse:
        r"""One training run with its state, progress and figures."""
        return self._ask('GET', '/training/runs/{run}', path={'run': run}, answer='json')

    def get_training_run_events(
        self,
        run: int,
        *,
        last_event_id: Union[str, None] = None,
    ) -> Iterator[Event]:
        r"""What happens to a run, as server-sent events.

        `state` and `epoch` events from the first one, or from the one after `Last-Event-ID`, until the run has ended.
        """
        header = {'Last-Event-ID': last_event_id}
        return self._ask('GET', '/training/runs/{run}/events', path={'run': run}, header=header, answer='events')

    def get_training_run_log(
        self,
        run: int,
        *,
        n: Union[int, None] = None,
    ) -> types.RunLogResponse:
        r"""What its workers logged of a run.

        The last `n` lines, the oldest first; of a run there are the first 100 and the last 2,000.
        """
        query = {'n': n}
        return self._ask('GET', '/training/runs/{run}/log', path={'run': run}, query=query, answer='json')

    def cancel_training_run(self, run: int) -> types.RunResponse:
        r"""Ask a run to stop.

        One that waits is cancelled at once; the worker of one that runs stops within seconds.
        """
        return self._ask('POST', '/training/runs/{run}/cancel', path={'run': run}, answer='json')

    def cancel_training_runs(
        self,
        *,
        state: Union[str, None] = None,
    ) -> types.CancelledRunsResponse:
        r"""Ask all runs of a state to stop.

        `state=queued` cancels every run that waits; `state=running` asks the workers of those that run.
        """
        query = {'state': state}
        return self._ask('POST', '/training/runs/cancel', query=query, answer='json')

    def get_training_settings(self) -> types.TrainingSettingsResponse:
        r"""Every preset and every setting of a run, with its range."""
        return self._ask('GET', '/training/settings', answer='json')

    def list_training_schedules(self) -> types.SchedulesResponse:
        r"""Every schedule with its next times."""
        return self._ask('GET', '/training/schedules', answer='json')

    def set_training_schedule(
        self,
        id: str,
        body: types.ScheduleRequest,
    ) -> types.ScheduleResponse:
        r"""Set a schedule, in place of one of the same name.

        At each of its times a run is asked for, unless another one is active then.
        """
        return self._ask('PUT', '/training/schedules/{id}', path={'id': id}, body=body, content_type='application/json', answer='json')

    def delete_training_schedule(self, id: str) -> None:
        r"""Forget a schedule; runs that it asked for stay."""
        return self._ask('DELETE', '/training/schedules/{id}', path={'id': id}, answer='nothing')

    def run_training_schedule(
        self,
        id: str,
        *,
        idempotency_key: Union[str, None] = None,
        queue: Union[bool, None] = None,
    ) -> types.RunResponse:
        r"""Ask for a run of a schedule now.

        As `POST /training/runs` with what the schedule trains; its own times stay as they are.
        """
        query = {'queue': queue}
        header = {'Idempotency-Key': idempotency_key}
        return self._ask('POST', '/training/schedules/{id}/run', path={'id': id}, query=query, header=header, answer='json')

    def list_users(
        self,
        *,
        id: Union[str, None] = None,
        starts_with: Union[str, None] = None,
        after: Union[str, None] = None,
        n: Union[int, None] = None,
    ) -> types.UsersResponse:
        r"""Users by external id."""
        query = {'id': id, 'startsWith': starts_with, 'after': after, 'n': n}
        return self._ask('GET', '/users', query=query, answer='json')

    def get_user(self, id: str) -> types.StoredRow:
        r"""A user."""
        return self._ask('GET', '/users/{id}', path={'id': id}, answer='json')

    def put_user(
        self,
        id: str,
        body: types.KeyedFields,
    ) -> None:
        r"""Create the user, or put it in the place of the one that is there.

        A field that is left out is empty afterwards.
        """
        return self._ask('PUT', '/users/{id}', path={'id': id}, body=body, content_type='application/json', answer='nothing')

    def patch_user(
        self,
        id: str,
        body: types.KeyedFields,
    ) -> None:
        r"""Change fields of the user.

        A JSON merge patch (RFC 7396): null clears a field, and so it does a member of the attributes.
        """
        return self._ask('PATCH', '/users/{id}', path={'id': id}, body=body, content_type='application/merge-patch+json', answer='nothing')

    def delete_user(self, id: str) -> None:
        r"""Delete the user, and all that there is only with it."""
        return self._ask('DELETE', '/users/{id}', path={'id': id}, answer='nothing')

    def list_user_interactions(
        self,
        id: str,
        *,
        after: Union[str, None] = None,
        n: Union[int, None] = None,
    ) -> types.InteractionsResponse:
        r"""What a user did."""
        query = {'after': after, 'n': n}
        return self._ask('GET', '/users/{id}/interactions', path={'id': id}, query=query, answer='json')

    def bulk_write_users(
        self,
        body: Union[bytes, Iterable[bytes]],
        *,
        content_type: Literal['application/x-ndjson', 'text/csv'] = 'application/x-ndjson',
        strict: Union[bool, None] = None,
    ) -> types.BulkResponse:
        r"""Write any number of users, all at once.

        A JSON object `KeyedFields` a line (application/x-ndjson), or CSV whose first row names its fields (text/csv),
        as it is or packed. Each row does what a PUT of it does. A bad row is rejected with its line and the rest goes
        in; with strict=true nothing does.
        """
        query = {'strict': strict}
        return self._ask('POST', '/users/bulk', query=query, body=body, content_type=content_type, answer='json')

    def list_webhooks(self) -> types.WebhooksResponse:
        r"""Every webhook and how its last delivery went, without its secret."""
        return self._ask('GET', '/webhooks', answer='json')

    def create_webhook(self, body: types.WebhookRequest) -> types.NewWebhookResponse:
        r"""Be told of events.

        What happens is sent as `POST` to `url`, signed as Standard Webhooks says. `secret` of the answer verifies
        that; it is shown this once.
        """
        return self._ask('POST', '/webhooks', body=body, content_type='application/json', answer='json')

    def change_webhook(
        self,
        webhook: str,
        body: types.WebhookChangeRequest,
    ) -> types.WebhookResponse:
        r"""Change all of a webhook but its secret."""
        return self._ask('PUT', '/webhooks/{webhook}', path={'webhook': webhook}, body=body, content_type='application/json', answer='json')

    def delete_webhook(self, webhook: str) -> None:
        r"""Forget a webhook, and what is yet to be sent to it."""
        return self._ask('DELETE', '/webhooks/{webhook}', path={'webhook': webhook}, answer='nothing')

    def rotate_webhook(self, webhook: str) -> types.NewWebhookResponse:
        r"""Give a webhook another secret.

        For 24 hours the one before signs, too. `secret` of the answer is shown this once.
        """
        return self._ask('POST', '/webhooks/{webhook}/rotate', path={'webhook': webhook}, answer='json')

    def test_webhook(self, webhook: str) -> types.WebhookDeliveryResponse:
        r"""Send a webhook the event `test`."""
        return self._ask('POST', '/webhooks/{webhook}/test', path={'webhook': webhook}, answer='json')

    def list_webhook_deliveries(
        self,
        webhook: str,
        *,
        before: Union[int, None] = None,
        n: Union[int, None] = None,
    ) -> types.WebhookDeliveriesResponse:
        r"""What a webhook was told, or is to be; the newest first.

        `before` of the answer, given as `before=`, leads to the next page.
        """
        query = {'before': before, 'n': n}
        return self._ask('GET', '/webhooks/{webhook}/deliveries', path={'webhook': webhook}, query=query, answer='json')

    def retry_webhook_delivery(
        self,
        webhook: str,
        delivery: int,
    ) -> types.WebhookDeliveryResponse:
        r"""Send something again, now and as often as something new."""
        return self._ask('POST', '/webhooks/{webhook}/deliveries/{delivery}/retry', path={'webhook': webhook, 'delivery': delivery}, answer='json')
