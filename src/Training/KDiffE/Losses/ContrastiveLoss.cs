using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>
/// The contrastive loss L_s (Eq. 13), as a mean over the anchors of each batch: a kernel on the CPU, composed operations
/// on any other device. A zero row has no direction: its cosines are 0 and its gradient is too.
/// </summary>
internal static class ContrastiveLoss
{
    /// <summary>
    /// The sum over the batches of the mean over their anchors u of −log( exp(s(z_u, ẑ_u) / τ) / Σ_v exp(s(z_u, ẑ_v) / τ) ),
    /// with s the cosine.
    /// </summary>
    /// <param name="main">z, embeddings in the main view, <c>[N, d]</c>: the rows of the first batch, then those of the next.</param>
    /// <param name="view">ẑ, the same in the contrastive view, <c>[N, d]</c>.</param>
    /// <param name="batches">The anchors and what the denominators run over, such as one of users and one of items.</param>
    /// <param name="temperature">τ, at least <see cref="InfoNce.MinTemperature"/>.</param>
    /// <param name="precision">That of the products.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">The views are not <c>[N, d]</c>, or τ is too small.</exception>
    internal static Tensor Of(Tensor main, Tensor view, IReadOnlyList<ContrastiveBatch> batches, float temperature, Precision precision) =>
        main.device_type == DeviceType.CPU
            ? InfoNceFunction.apply(main, view, batches, temperature, precision)
            : Composed(main, view, batches, temperature);

    /// <summary><see cref="Of"/> composed of tensor operations; holds all similarities, <c>[B, N]</c>.</summary>
    internal static Tensor Composed(Tensor main, Tensor view, IReadOnlyList<ContrastiveBatch> batches, float temperature)
    {
        var (sum, first) = (zeros([], device: main.device), 0);
        foreach (var batch in batches)
        {
            sum += Composed(main.narrow(0, first, batch.Rows), view.narrow(0, first, batch.Rows), batch, temperature);
            first += batch.Rows;
        }

        return sum;
    }

    private static Tensor Composed(Tensor main, Tensor view, ContrastiveBatch batch, float temperature)
    {
        var rows = tensor(batch.Anchors, ScalarType.Int64, main.device);
        var anchors = Unit(main.index_select(0, rows));
        var positive = (anchors * Unit(view.index_select(0, rows))).sum(1, keepdim: true) / temperature;
        var logits = anchors.matmul(Unit(Candidates()).t()) / temperature;
        if (batch.Candidates is not null)
        {
            var counted = tensor(Enumerable.Range(0, batch.Anchors.Length).Select(batch.HoldsPositive).ToArray(), device: main.device).unsqueeze(1);
            logits = cat([logits, positive.masked_fill(counted, float.NegativeInfinity)], 1);
        }

        return (logits.logsumexp(1) - positive.squeeze(1)).mean();

        Tensor Candidates() => batch.Candidates is null
            ? view
            : view.index_select(0, tensor(batch.Candidates, ScalarType.Int64, view.device));
    }

    /// <summary>Rows scaled to length 1; dividing a zero row by ∞ leaves both it and its gradient zero.</summary>
    private static Tensor Unit(Tensor rows)
    {
        var norms = rows.norm(1, keepdim: true);
        return rows / norms.masked_fill(norms.eq(0), float.PositiveInfinity);
    }

    /// <summary>The kernel of a batch: <see cref="Precision.Auto"/> takes bfloat16 where the processor multiplies it and τ allows it.</summary>
    internal static IInfoNce Kernel(ContrastiveBatch batch, int dim, float temperature, Precision precision) => precision switch
    {
        Precision.BFloat16 => new Bf16InfoNce(batch, dim, temperature),
        Precision.Auto when Bf16.IsAccelerated && temperature >= Bf16InfoNce.MinTemperature => new Bf16InfoNce(batch, dim, temperature),
        _ => new InfoNce(batch, dim, temperature),
    };

    /// <summary>The gradients cost little beside the loss while its similarities are at hand, so forward computes both.</summary>
    private sealed class InfoNceFunction : SingleTensorFunction<InfoNceFunction>
    {
        public override string Name => nameof(ContrastiveLoss);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (main, view, batches) = ((Tensor)vars[0], (Tensor)vars[1], (IReadOnlyList<ContrastiveBatch>)vars[2]);
            using var denseMain = main.contiguous();
            using var denseView = view.contiguous();
            var (toMain, toView) = (empty_like(denseMain), empty_like(denseView));
            var (loss, first, dim) = (0f, 0, (int)main.shape[1]);
            foreach (var batch in batches)
            {
                var (start, length) = (first * dim, batch.Rows * dim);
                loss += Kernel(batch, dim, (float)vars[3], (Precision)vars[4])
                    .Run(Rows(denseMain), Rows(denseView), Rows(toMain), Rows(toView));
                first += batch.Rows;

                Span<float> Rows(Tensor table) => TensorMemory.Floats(table).Slice(start, length);
            }

            ctx.save_for_backward([toMain, toView]);
            return tensor(loss);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            return [saved[0].mul_(grad_output), saved[1].mul_(grad_output), null!, null!, null!];
        }
    }
}
