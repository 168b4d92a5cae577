using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;
using static TorchSharp.torch.nn.functional;

namespace KDiffE.Training.Model;

/// <summary>
/// The two ranking losses of algorithm section 6, as means over the batch: kernels on the CPU, which add the gradient
/// straight into a table, composed operations on any other device.
/// </summary>
internal static class RankingLosses
{
    /// <summary>Mean of −log σ(y_ui − y_uj) (Eq. 15).</summary>
    /// <param name="embeddings"><c>[N, d]</c>.</param>
    /// <param name="users">Row of each user, <c>[batch]</c>.</param>
    /// <param name="positives">Row of an item of the user, <c>[batch]</c>.</param>
    /// <param name="negatives">Row of another item, <c>[batch]</c>.</param>
    internal static Tensor Bpr(Tensor embeddings, int[] users, int[] positives, int[] negatives) => embeddings.device_type == DeviceType.CPU
        ? RankingFunction.apply(
            embeddings,
            (Kernel)((table, gradient) => BprLoss.Run(
                TensorMemory.Floats(table), (int)table.shape[1], users, positives, negatives, TensorMemory.Floats(gradient))))
        : ComposedBpr(embeddings, users, positives, negatives);

    /// <summary>
    /// Cross-entropy of the positive against negatives shared by the batch, on cosine scores divided by τ_r (design).
    /// </summary>
    /// <param name="embeddings"><c>[N, d]</c>.</param>
    /// <param name="batch">Users with an item each, the negatives, and which user a negative is none of.</param>
    /// <param name="temperature">τ_r.</param>
    internal static Tensor Softmax(Tensor embeddings, ContrastiveBatch batch, float temperature) =>
        embeddings.device_type == DeviceType.CPU && temperature >= InfoNce.MinTemperature
            ? RankingFunction.apply(
                embeddings,
                (Kernel)((table, gradient) => new InfoNce(batch, (int)table.shape[1], temperature).Run(
                    TensorMemory.Floats(table), TensorMemory.Floats(table), TensorMemory.Floats(gradient), TensorMemory.Floats(gradient))))
            : ComposedSoftmax(embeddings, batch, temperature);

    /// <summary><see cref="Bpr"/> composed of tensor operations.</summary>
    internal static Tensor ComposedBpr(Tensor embeddings, int[] users, int[] positives, int[] negatives) =>
        softplus((Rows(embeddings, users) * (Rows(embeddings, negatives) - Rows(embeddings, positives))).sum(1)).mean();

    /// <summary><see cref="Softmax"/> composed of tensor operations; holds all scores, <c>[batch, negatives]</c>.</summary>
    internal static Tensor ComposedSoftmax(Tensor embeddings, ContrastiveBatch batch, float temperature)
    {
        var users = normalize(Rows(embeddings, batch.Anchors), dim: 1);
        var positive = (users * normalize(Rows(embeddings, batch.Positives), dim: 1)).sum(1, keepdim: true) / temperature;
        var negative = users.matmul(normalize(Rows(embeddings, batch.Candidates!), dim: 1).t()) / temperature;
        var counted = new float[batch.Anchors.Length * batch.CandidateCount];
        for (var place = 0; place < batch.CandidateCount; place++)
        {
            for (var anchor = 0; anchor < batch.Anchors.Length; anchor++)
                counted[(anchor * batch.CandidateCount) + place] = MathF.Log(batch.Weights![place]);
            foreach (var anchor in batch.Excluded!.Row(place))
                counted[(anchor * batch.CandidateCount) + place] = float.NegativeInfinity;
        }

        negative += tensor(counted, [batch.Anchors.Length, batch.CandidateCount], device: embeddings.device);
        return (cat([positive, negative], 1).logsumexp(1) - positive.squeeze(1)).mean();
    }

    private static Tensor Rows(Tensor embeddings, int[] rows) => embeddings.index_select(0, tensor(rows, ScalarType.Int64, embeddings.device));

    /// <summary>Computes a loss of a table, and writes its gradient.</summary>
    private delegate float Kernel(Tensor table, Tensor gradient);

    private sealed class RankingFunction : SingleTensorFunction<RankingFunction>
    {
        public override string Name => nameof(RankingLosses);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            using var table = ((Tensor)vars[0]).contiguous();
            var gradient = empty_like(table);
            var loss = ((Kernel)vars[1])(table, gradient);
            ctx.save_for_backward([gradient]);
            return tensor(loss);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [ctx.get_saved_variables()[0].mul_(grad_output), null!];
    }
}
