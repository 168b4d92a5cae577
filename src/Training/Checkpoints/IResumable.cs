namespace KDiffE.Training.Checkpoints;

/// <summary>A part of a training that changes from step to step, and that the training needs back to go on.</summary>
internal interface IResumable
{
    /// <summary>Puts its state into a checkpoint.</summary>
    void Save(Checkpoint to);

    /// <summary>Takes its state from a checkpoint of a training of the same data and settings.</summary>
    /// <exception cref="FormatException">The checkpoint is of something else.</exception>
    void Restore(Checkpoint from);
}
