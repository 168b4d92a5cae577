using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>
/// Z_v + w·G·Z_v with the frozen item graph G, on top of the propagated items (design); users stay as they are. One
/// pass over the whole table each way, so that it is never cut in two and put together again.
/// </summary>
internal sealed class ItemSmoothing : IDisposable
{
    private readonly ISparseMatrix _neighbours;
    private readonly ISparseMatrix _transposed;

    /// <param name="graph">G, <c>[J, J]</c>.</param>
    /// <param name="users">The number of users I; the row of item j is I + j.</param>
    /// <param name="weight">w, the weight of the neighbours beside the item itself.</param>
    /// <param name="operators">Those of the device.</param>
    internal ItemSmoothing(CsrMatrix graph, int users, float weight, IOperators operators)
    {
        var nodes = users + graph.Rows;
        int[] items = [.. graph.Pattern.RowIndices().Select(item => users + item)], others = [.. graph.Pattern.Indices.Select(item => users + item)];
        var values = Array.ConvertAll(graph.Values, value => value * weight);
        _neighbours = operators.Sparse(CsrMatrix.FromCoo(nodes, nodes, items, others, values));
        _transposed = operators.Sparse(CsrMatrix.FromCoo(nodes, nodes, others, items, values));
    }

    /// <summary>Embeddings of users and items, users first, with the items smoothed; <c>[I + J, d]</c> to <c>[I + J, d]</c>.</summary>
    internal Tensor Apply(Tensor embeddings) => new Function(this).Apply(embeddings);

    /// <summary>Frees what lies on a device.</summary>
    public void Dispose()
    {
        _neighbours.Dispose();
        _transposed.Dispose();
    }

    private sealed class Function(ItemSmoothing smoothing) : DifferentiableFunction
    {
        protected override Tensor Forward(Tensor[] inputs) => smoothing._neighbours.AddProduct(inputs[0], inputs[0], 1);

        protected override IEnumerable<Tensor> Keep(Tensor[] inputs, Tensor value) => [];

        protected override Tensor?[] Backward(Tensor[] kept, Tensor gradient) => [smoothing._transposed.AddProduct(gradient, gradient, 1)];
    }
}
