-- What a snapshot was judged by, who gets a canary, and when runs are due.
alter table snapshots
    add column verdict      jsonb,
    add column canary_share double precision constraint ck_snapshots_canary_share check (canary_share > 0 and canary_share < 1);
create unique index ix_snapshots_one_canary on snapshots (state) where state = 'canary';

create table training_schedules (
    name       text collate "C" constraint pk_training_schedules primary key,
    cron       text not null,
    arguments  jsonb not null,
    updated_at timestamptz not null default now()
);
