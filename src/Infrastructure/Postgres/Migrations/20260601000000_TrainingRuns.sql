-- What a run needs to be watched, resumed and never run twice.
alter table training_runs drop constraint ck_training_runs_state;
alter table training_runs add constraint ck_training_runs_state
    check (state in ('queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled'));
alter table training_runs
    add column idempotency_key  text collate "C",
    add column worker           text,
    add column epoch            integer,
    add column epochs           integer,
    add column snapshot_version text collate "C";
create unique index ix_training_runs_idempotency_key on training_runs (idempotency_key);

create table training_events (
    id              bigint generated always as identity constraint pk_training_events primary key,
    training_run_id bigint not null constraint fk_training_events_training_runs_training_run_id
                    references training_runs on delete cascade,
    kind            text not null,
    data            jsonb not null,
    created_at      timestamptz not null default now()
);
create index ix_training_events_training_run_id_id on training_events (training_run_id, id);
