using KDiffE.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>
/// The contrastive loss L_s of a batch (Eq. 13), as a mean over its anchors: the kernel on the CPU, composed operations
/// on any other device. A zero row has no direction: its cosines are 0 and its gradient is too.
/// </summary>
internal static class ContrastiveLoss
{
    /// <summary>Mean over the anchors u of −log( exp(s(z_u, ẑ_u) / τ) / Σ_v exp(s(z_u, ẑ_v) / τ) ), with s the cosine.</summary>
    /// <param name="main">z, embeddings of all users (or items) in the main view, <c>[N, d]</c>.</param>
    /// <param name="view">ẑ, the same in the contrastive view, <c>[N, d]</c>.</param>
    /// <param name="batch">The anchors and what the denominators run over.</param>
    /// <param name="temperature">τ, at least <see cref="Kernels.InfoNce.MinTemperature"/>.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">The views are not <c>[N, d]</c>, or τ is too small.</exception>
    internal static Tensor InfoNce(Tensor main, Tensor view, ContrastiveBatch batch, float temperature) =>
        main.device_type == DeviceType.CPU
            ? InfoNceFunction.apply(main, view, new InfoNce(batch, (int)main.shape[1], temperature))
            : ComposedInfoNce(main, view, batch, temperature);

    /// <summary><see cref="InfoNce"/> composed of tensor operations; holds all similarities, <c>[B, N]</c>.</summary>
    internal static Tensor ComposedInfoNce(Tensor main, Tensor view, ContrastiveBatch batch, float temperature)
    {
        var rows = tensor(batch.Anchors, ScalarType.Int64, main.device);
        var anchors = Unit(main.index_select(0, rows));
        var positive = (anchors * Unit(view.index_select(0, rows))).sum(1, keepdim: true) / temperature;
        var logits = anchors.matmul(Unit(Candidates()).t()) / temperature;
        if (batch.Candidates is not null)
        {
            var counted = tensor(batch.Anchors.Select(batch.IsCandidate).ToArray(), device: main.device).unsqueeze(1);
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

    private sealed class InfoNceFunction : SingleTensorFunction<InfoNceFunction>
    {
        private const string Kernel = "kernel";

        public override string Name => nameof(InfoNce);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (main, view, kernel) = ((Tensor)vars[0], (Tensor)vars[1], (InfoNce)vars[2]);
            using var denseMain = main.contiguous();
            using var denseView = view.contiguous();
            using var denominators = empty(kernel.Anchors);
            var loss = kernel.Forward(TensorMemory.Floats(denseMain), TensorMemory.Floats(denseView), TensorMemory.Floats(denominators));
            ctx.save_data(Kernel, kernel);
            ctx.save_for_backward([main, view, denominators]);
            return tensor(loss);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var kernel = (InfoNce)ctx.get_data(Kernel);
            var saved = ctx.get_saved_variables();
            using var main = saved[0].contiguous();
            using var view = saved[1].contiguous();
            using var denominators = saved[2];
            var toMain = empty_like(main);
            var toView = empty_like(view);
            kernel.Backward(
                TensorMemory.Floats(main), TensorMemory.Floats(view), TensorMemory.Floats(denominators), grad_output.ToSingle(),
                TensorMemory.Floats(toMain), TensorMemory.Floats(toView));
            return [toMain, toView, null!];
        }
    }
}
