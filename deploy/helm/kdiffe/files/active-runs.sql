select count(*) from training_runs where state in ('queued', 'running')
