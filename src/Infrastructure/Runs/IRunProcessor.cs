namespace KDiffE.Infrastructure.Runs;

/// <summary>What a worker does with what a queue hands it.</summary>
public interface IRunProcessor
{
    /// <summary>
    /// Claims the run whose turn it is, most often the one that is handed over, and works on it until its end; does nothing
    /// where none is to be had.
    /// </summary>
    /// <param name="run">The run that is handed over.</param>
    /// <param name="stopping">Asks to give the run back.</param>
    Task ProcessAsync(long run, CancellationToken stopping);

    /// <summary>Asks for the run of a schedule. Told twice of one tick, it asks for one run.</summary>
    /// <param name="schedule">The schedule's name.</param>
    /// <param name="tick">The time that the schedule named; one tick stands for all that came while there was no worker.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    Task TickAsync(string schedule, DateTimeOffset tick, CancellationToken cancellationToken);
}
