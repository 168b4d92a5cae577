namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// Brings runs to the workers, and schedules to their times. It carries ids and names alone: where a run stands is in its
/// row, and a worker that is handed one still has to claim the run whose turn it is. Handing one over twice, or late, does
/// no harm.
/// </summary>
public interface IRunQueue
{
    /// <summary>Makes what it is kept in, where that is not there, or not any more.</summary>
    Task PrepareAsync(CancellationToken cancellationToken = default);

    /// <summary>Hands a run to a worker, as soon as one is free; once, however often it is called while the run waits.</summary>
    Task EnqueueAsync(long run, CancellationToken cancellationToken = default);

    /// <summary>Takes a run that waits out of the queue; one that a worker has is left alone.</summary>
    Task CancelAsync(long run, CancellationToken cancellationToken = default);

    /// <summary>Has a worker told at each of the schedule's times, in place of an earlier schedule of this name.</summary>
    /// <param name="name">The schedule's name.</param>
    /// <param name="cron">Its times; null for none any more.</param>
    /// <param name="cancellationToken">Stops the change.</param>
    Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default);
}
