namespace KDiffE.Training.Kernels;

/// <summary>InfoNCE on cosines (Eq. 13) of one batch, with its gradients.</summary>
internal interface IInfoNce
{
    /// <summary>The mean over the anchors of −s(a_i, p_i) / τ + log Σ_n exp(s(a_i, c_n) / τ), and its gradients.</summary>
    /// <param name="main">The main view, row-major <c>[N, d]</c>.</param>
    /// <param name="view">The contrastive view, row-major <c>[N, d]</c>.</param>
    /// <param name="gradMain">Receives the gradient of the main view, <c>[N, d]</c>.</param>
    /// <param name="gradView">Receives the gradient of the contrastive view, <c>[N, d]</c>.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    float Run(ReadOnlySpan<float> main, ReadOnlySpan<float> view, Span<float> gradMain, Span<float> gradView);
}
