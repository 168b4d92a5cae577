select count(*) from hangfire.set where key = 'recurring-jobs' and score between 1 and extract(epoch from now())
