namespace KDiffE.Training.Model;

/// <summary>One step of Adam on the denoiser, in the dense or the sampled mode.</summary>
internal interface IDiffusionStep : IDisposable
{
    /// <summary>Draws noise for the batch, computes the loss and changes the parameters against its gradient.</summary>
    /// <returns>The loss before the step.</returns>
    double Run(DiffusionBatch batch);
}
