using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Layers;

/// <summary>
/// Layers 0..L of Z ← L̄·Z combined into one embedding (Eq. 6), as Horner steps y ← x + A·y: nothing is stored,
/// and because A is symmetric the backward pass is the same operator applied to the gradient.
/// </summary>
/// <param name="matrix">A of users and items, users first; its values change while edges are hidden.</param>
/// <param name="userCount">The number of users I; the node of item j is I + j.</param>
/// <param name="layers">L, the number of propagation layers.</param>
/// <param name="combination">How layers 0..L become one.</param>
/// <param name="operators">Those of the device.</param>
internal sealed class Propagation(CsrMatrix matrix, int userCount, int layers, LayerCombination combination, IOperators operators) : IDisposable
{
    private readonly ISparseMatrix _sparse = operators.Sparse(matrix);

    /// <summary>Combined embeddings <c>[users + items, d]</c> of layer-0 embeddings of that shape.</summary>
    internal Tensor Apply(Tensor embeddings) => new Function(this).Apply(embeddings);

    /// <summary>
    /// Leaves edges out until the result is disposed, degrees as they were. A batch's own interactions are hidden while
    /// it is learnt: with them in the graph a user's embedding already holds the item it should predict, which no edge
    /// of the test part ever does (design).
    /// </summary>
    /// <param name="users">The user of each edge.</param>
    /// <param name="items">The item of each edge.</param>
    /// <exception cref="ArgumentException">A pair is not an edge.</exception>
    internal IDisposable Without(ReadOnlySpan<int> users, ReadOnlySpan<int> items)
    {
        var hidden = new int[2 * users.Length];
        for (var k = 0; k < users.Length; k++)
        {
            hidden[2 * k] = matrix.Pattern.PositionOf(users[k], userCount + items[k]);
            hidden[2 * k + 1] = matrix.Pattern.PositionOf(userCount + items[k], users[k]);
        }

        var shown = Array.ConvertAll(hidden, position => matrix.Values[position]);
        foreach (var position in hidden)
            matrix.Values[position] = 0;
        _sparse.ValuesChanged();
        return new HiddenEdges(this, hidden, shown);
    }

    /// <summary>The same over the edges of a modality graph besides (design); no edge must be hidden.</summary>
    /// <param name="kept">The items of each user, <c>[I, J]</c>.</param>
    internal Propagation With(CsrPattern kept) => new(PropagationMatrix.With(matrix, kept), userCount, layers, combination, operators);

    /// <summary>Frees what lies on a device.</summary>
    public void Dispose() => _sparse.Dispose();

    /// <summary>The combined embeddings without their gradient; the caller owns the result.</summary>
    internal Tensor Run(Tensor x)
    {
        using var source = x.contiguous();
        var y = source.detach();
        for (var layer = 1; layer <= layers; layer++)
        {
            var scale = layer == layers && combination == LayerCombination.Mean ? 1f / (layers + 1) : 1;
            var next = _sparse.AddProduct(source, y, scale);
            y.Dispose();
            y = next;
        }

        return y;
    }

    private void Show(int[] positions, float[] values)
    {
        for (var k = 0; k < positions.Length; k++)
            matrix.Values[positions[k]] = values[k];
        _sparse.ValuesChanged();
    }

    private sealed class HiddenEdges(Propagation propagation, int[] positions, float[] values) : IDisposable
    {
        public void Dispose() => propagation.Show(positions, values);
    }

    private sealed class Function(Propagation propagation) : DifferentiableFunction
    {
        protected override Tensor Forward(Tensor[] inputs) => propagation.Run(inputs[0]);

        protected override IEnumerable<Tensor> Keep(Tensor[] inputs, Tensor value) => [];

        protected override Tensor?[] Backward(Tensor[] kept, Tensor gradient) => [propagation.Run(gradient)];
    }
}
