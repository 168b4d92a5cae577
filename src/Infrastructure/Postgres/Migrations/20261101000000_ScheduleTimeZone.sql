-- A schedule names the time zone whose clock its times speak of.
alter table training_schedules add column time_zone text not null default 'UTC';
