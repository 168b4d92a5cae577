namespace KDiffE.Training.Checkpoints;

/// <summary>Where a training keeps its checkpoints.</summary>
internal interface ICheckpoints
{
    /// <summary>The checkpoint to go on from; null to begin.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    Checkpoint? Last { get; }

    /// <summary>Told after each epoch.</summary>
    /// <param name="epoch">The epoch that has ended, counted from 1.</param>
    /// <param name="capture">Makes a checkpoint of the training as it is now.</param>
    void EpochEnded(int epoch, Func<Checkpoint> capture);
}
