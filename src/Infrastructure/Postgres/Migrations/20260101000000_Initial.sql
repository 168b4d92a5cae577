-- Keys are what the outside world calls a thing: opaque strings, compared byte by byte. Identity columns grow in
-- the order of insertion, so reading by id reproduces the order of the source and with it a training run.

create table entities (
    id          bigint generated always as identity constraint pk_entities primary key,
    key         text collate "C" not null constraint ck_entities_key check (char_length(key) between 1 and 200),
    attributes  jsonb,
    updated_at  timestamptz not null default now()
);
create unique index ix_entities_key on entities (key);

create table relations (
    id          bigint generated always as identity constraint pk_relations primary key,
    key         text collate "C" not null constraint ck_relations_key check (char_length(key) between 1 and 200),
    attributes  jsonb,
    updated_at  timestamptz not null default now()
);
create unique index ix_relations_key on relations (key);

create table kg_triples (
    id          bigint generated always as identity constraint pk_kg_triples primary key,
    head_id     bigint not null constraint fk_kg_triples_entities_head_id references entities on delete cascade,
    relation_id bigint not null constraint fk_kg_triples_relations_relation_id references relations on delete cascade,
    tail_id     bigint not null constraint fk_kg_triples_entities_tail_id references entities on delete cascade,
    updated_at  timestamptz not null default now()
);
create unique index ix_kg_triples_head_id_relation_id_tail_id on kg_triples (head_id, relation_id, tail_id);
create index ix_kg_triples_relation_id on kg_triples (relation_id);
create index ix_kg_triples_tail_id on kg_triples (tail_id);

-- attributes is null for a user or an item that is only known from interactions, links or features.
create table users (
    id          bigint generated always as identity constraint pk_users primary key,
    key         text collate "C" not null constraint ck_users_key check (char_length(key) between 1 and 200),
    attributes  jsonb,
    updated_at  timestamptz not null default now()
);
create unique index ix_users_key on users (key);

create table items (
    id              bigint generated always as identity constraint pk_items primary key,
    key             text collate "C" not null constraint ck_items_key check (char_length(key) between 1 and 200),
    name            text,
    attributes      jsonb,
    categories      text[] not null default '{}',
    hidden          boolean not null default false,
    available_until timestamptz,
    entity_id       bigint constraint fk_items_entities_entity_id references entities on delete set null,
    updated_at      timestamptz not null default now()
);
create unique index ix_items_key on items (key);
create index ix_items_entity_id on items (entity_id);

create table item_features (
    item_id     bigint not null constraint fk_item_features_items_item_id references items on delete cascade,
    modality    text collate "C" not null,
    dim         integer not null,
    values      real[] not null,
    updated_at  timestamptz not null default now(),
    constraint pk_item_features primary key (modality, item_id),
    constraint ck_item_features_values check (dim > 0 and cardinality(values) = dim)
);
create index ix_item_features_item_id on item_features (item_id);

-- split marks the part of a published split: 1 train, 2 valid, 3 test; 0 stands beside such a split and is not
-- trained on; null is not part of any split.
create table interactions (
    id          bigint generated always as identity constraint pk_interactions primary key,
    user_id     bigint not null constraint fk_interactions_users_user_id references users on delete cascade,
    item_id     bigint not null constraint fk_interactions_items_item_id references items on delete cascade,
    event_type  text collate "C" not null default 'interaction'
                constraint ck_interactions_event_type check (char_length(event_type) between 1 and 200),
    weight      double precision,
    occurred_at timestamptz,
    split       smallint constraint ck_interactions_split check (split between 0 and 3),
    attributes  jsonb,
    updated_at  timestamptz not null default now()
);
-- The same event sent twice is one event, also where its time is unknown.
create unique index ix_interactions_user_id_item_id_event_type_occurred_at
    on interactions (user_id, item_id, event_type, occurred_at) nulls not distinct;
create index ix_interactions_item_id on interactions (item_id);

create table training_runs (
    id               bigint generated always as identity constraint pk_training_runs primary key,
    state            text not null constraint ck_training_runs_state
                     check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    arguments        jsonb not null,
    phase            text,
    progress         double precision not null default 0.0,
    attempt          integer not null default 0,
    lease            uuid,
    heartbeat_at     timestamptz,
    cancel_requested boolean not null default false,
    watermark        timestamptz,
    error            text,
    created_at       timestamptz not null default now(),
    started_at       timestamptz,
    finished_at      timestamptz
);
create index ix_training_runs_state on training_runs (state);

create table epoch_metrics (
    training_run_id bigint not null constraint fk_epoch_metrics_training_runs_training_run_id
                    references training_runs on delete cascade,
    epoch           integer not null,
    metrics         jsonb not null,
    seconds         double precision not null,
    recorded_at     timestamptz not null default now(),
    constraint pk_epoch_metrics primary key (training_run_id, epoch)
);

create table snapshots (
    version         text collate "C" constraint pk_snapshots primary key,
    state           text not null constraint ck_snapshots_state
                    check (state in ('training', 'ready', 'active', 'canary', 'retired', 'rejected')),
    file_name       text not null,
    metadata        jsonb not null,
    reason          text,
    training_run_id bigint constraint fk_snapshots_training_runs_training_run_id
                    references training_runs on delete set null,
    created_at      timestamptz not null default now(),
    activated_at    timestamptz
);
create unique index ix_snapshots_one_active on snapshots (state) where state = 'active';
create index ix_snapshots_training_run_id on snapshots (training_run_id);
