using KDiffE.Training.Checkpoints;

namespace KDiffE.Training.Jobs;

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

    /// <summary>Why the stored checkpoint could not be used; null where it could, or there was none.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>The stored checkpoint; null where there is none, or it is damaged: then the run begins anew.</summary>
    public Checkpoint? Last
    {
        get
        {
            if (!File.Exists(path))
                return null;
            try
            {
                return Checkpoint.Read(path);
            }
            catch (FormatException error)
            {
                Refusal = error.Message;
                return null;
            }
        }
    }

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
