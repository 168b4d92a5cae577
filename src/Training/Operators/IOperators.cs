using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <summary>
/// What the model computes besides ordinary tensor operations, on the device that was chosen for the run. Results that
/// are tensors can be differentiated. <see cref="CpuOperators"/> and <see cref="ComposedOperators"/> are one
/// contract: a test holds them together.
/// </summary>
internal interface IOperators
{
    /// <summary>Where the tensors lie that these take and give.</summary>
    Device Device { get; }

    /// <summary>How many threads libtorch's own operations may use beside these.</summary>
    int LibtorchThreads { get; }

    /// <summary>Softmax within each segment, such as over the triples of each head (Eq. 1).</summary>
    /// <param name="logits"><c>[nnz]</c>.</param>
    /// <param name="segments">Where the segments begin and end.</param>
    /// <returns><c>[nnz]</c>.</returns>
    Tensor SegmentSoftmax(Tensor logits, SegmentSoftmax segments);

    /// <summary>The weighted sum over each row's neighbours, Σ_k a_k·x[t_k] (the sum of Eq. 2).</summary>
    /// <param name="weights">a, <c>[nnz]</c>.</param>
    /// <param name="nodes">x, <c>[nodes, d]</c>.</param>
    /// <param name="neighbours">t, <c>[rows, nodes]</c>.</param>
    /// <returns><c>[rows, d]</c>.</returns>
    Tensor WeightedGather(Tensor weights, Tensor nodes, WeightedGather neighbours);

    /// <summary>The dot product of each row with each of its neighbours.</summary>
    /// <param name="rows"><c>[rows, d]</c>.</param>
    /// <param name="nodes"><c>[nodes, d]</c>.</param>
    /// <param name="neighbours"><c>[rows, nodes]</c>.</param>
    /// <returns><c>[nnz]</c>.</returns>
    Tensor Dots(Tensor rows, Tensor nodes, WeightedGather neighbours);

    /// <summary>λ·heads + normalise(heads + dropout(neighbours)) (Eq. 2 with its residual).</summary>
    /// <param name="heads"><c>[heads, d]</c>.</param>
    /// <param name="neighbours"><c>[heads, d]</c>.</param>
    /// <param name="residual">λ.</param>
    /// <param name="dropout">Share of the neighbours' values that is dropped; 0 for none.</param>
    /// <param name="seed">Of the dropout; other devices than the CPU draw from libtorch's generator.</param>
    /// <returns><c>[heads, d]</c>.</returns>
    Tensor ResidualNorm(Tensor heads, Tensor neighbours, float residual, float dropout, int seed);

    /// <summary>A sparse matrix for repeated products; its values may change between them. The caller disposes it.</summary>
    ISparseMatrix Sparse(CsrMatrix matrix);

    /// <summary>a · b, or a · bᵀ.</summary>
    /// <param name="a"><c>[m, k]</c>.</param>
    /// <param name="b"><c>[k, n]</c>, or <c>[n, k]</c> to be transposed.</param>
    /// <param name="transposed">Whether b is.</param>
    /// <param name="precision">That of the factors; the sums and the result are float32.</param>
    /// <returns><c>[m, n]</c>.</returns>
    Tensor Product(Tensor a, Tensor b, bool transposed, Precision precision);

    /// <summary>
    /// L_s (Eq. 13): the sum over the batches of the mean over their anchors u of
    /// −log( exp(s(z_u, ẑ_u) / τ) / Σ_v exp(s(z_u, ẑ_v) / τ) ), with s the cosine. A zero row has no direction: its
    /// cosines are 0 and its gradient is too.
    /// </summary>
    /// <param name="main">z, embeddings in the main view, <c>[N, d]</c>: the rows of the first batch, then those of the next.</param>
    /// <param name="view">ẑ, the same in the contrastive view, <c>[N, d]</c>.</param>
    /// <param name="batches">The anchors and what the denominators run over, such as one of users and one of items.</param>
    /// <param name="temperature">τ, at least <see cref="InfoNce.MinTemperature"/>.</param>
    /// <param name="precision">That of the products.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">The views are not <c>[N, d]</c>, or τ is too small.</exception>
    Tensor ContrastiveLoss(Tensor main, Tensor view, IReadOnlyList<ContrastiveBatch> batches, float temperature, Precision precision);

    /// <summary>The mean of −log σ(y_ui − y_uj) (Eq. 15).</summary>
    /// <param name="embeddings"><c>[N, d]</c>.</param>
    /// <param name="users">Row of each user, <c>[batch]</c>.</param>
    /// <param name="positives">Row of an item of the user, <c>[batch]</c>.</param>
    /// <param name="negatives">Row of another item, <c>[batch]</c>.</param>
    /// <returns>A scalar.</returns>
    Tensor BprLoss(Tensor embeddings, int[] users, int[] positives, int[] negatives);

    /// <summary>The mean cross-entropy of the positive against negatives shared by the batch, on cosine scores divided by τ_r (design).</summary>
    /// <param name="embeddings"><c>[N, d]</c>.</param>
    /// <param name="batch">Users with an item each, the negatives, and which user a negative is none of.</param>
    /// <param name="temperature">τ_r.</param>
    /// <returns>A scalar.</returns>
    Tensor SoftmaxLoss(Tensor embeddings, ContrastiveBatch batch, float temperature);

    /// <summary>A step of Adam on a whole parameter, not differentiated.</summary>
    /// <param name="weights">θ and its moments, changed in place.</param>
    /// <param name="gradient">Of the shape of the weights.</param>
    /// <param name="rate">What the step is multiplied with, free of the bias of the first moment.</param>
    /// <param name="scale">What the root of the second moment is multiplied with, free of its bias.</param>
    void AdamStep(AdamTensors weights, Tensor gradient, float rate, float scale);

    /// <summary>A step of Adam on some rows of a table, not differentiated.</summary>
    /// <param name="table">The table and its moments, <c>[rows, width]</c>, changed in place.</param>
    /// <param name="rows">Which rows, each at most once.</param>
    /// <param name="gradient">Their gradients, <c>[rows.Length, width]</c>.</param>
    /// <param name="rates">Rate and scale of each row, as in <see cref="AdamStep"/>.</param>
    void AdamRowsStep(AdamTensors table, long[] rows, Tensor gradient, (float Rate, float Scale)[] rates);
}

/// <summary>What Adam changes together.</summary>
/// <param name="Weights">θ.</param>
/// <param name="Means">m, the first moment, of the shape of θ.</param>
/// <param name="Squares">v, the second moment, of the shape of θ.</param>
internal readonly record struct AdamTensors(Tensor Weights, Tensor Means, Tensor Squares);

/// <summary>A sparse matrix A as a device multiplies it.</summary>
internal interface ISparseMatrix : IDisposable
{
    /// <summary>scale · (x + A·y), not differentiated; the caller owns the result.</summary>
    /// <param name="x"><c>[rows, d]</c>.</param>
    /// <param name="y"><c>[columns, d]</c>.</param>
    /// <param name="scale">The factor.</param>
    /// <returns><c>[rows, d]</c>.</returns>
    Tensor AddProduct(Tensor x, Tensor y, float scale);

    /// <summary>Takes up that values of the matrix have changed.</summary>
    void ValuesChanged();
}
