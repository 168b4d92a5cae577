using KDiffE.Training.Checkpoints;

namespace KDiffE.Training.Worker;

/// <summary>
/// The checkpoints of one run, each in place of the one before it: one every so often, and one at the end of the epoch
/// in which the worker was asked to stop, which ends the training there.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="interval">How much training may be lost at most, beside the epoch that runs.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Stops the training; called when the last checkpoint is stored.</param>
/// <param name="stopping">Asks the worker to stop.</param>
internal sealed class RunCheckpoints(string path, TimeSpan interval, TimeProvider time, Action stop, CancellationToken stopping) : ICheckpoints
{
    private long _stored = time.GetTimestamp();

    /// <summary>The stored checkpoint; null where there is none.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public Checkpoint? Last => File.Exists(path) ? Checkpoint.Read(path) : null;

    /// <inheritdoc/>
    public void EpochEnded(int epoch, Func<Checkpoint> capture)
    {
        if (!stopping.IsCancellationRequested && time.GetElapsedTime(_stored) < interval)
            return;
        capture().Write(path);
        _stored = time.GetTimestamp();
        if (stopping.IsCancellationRequested)
            stop();
    }
}
