using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>Z_v + w·G·Z_v with the frozen item graph G, on top of the propagated items (design).</summary>
internal sealed class ItemSmoothing : IDisposable
{
    private readonly IOperators _operators;
    private readonly WeightedGather _neighbours;
    private readonly Tensor _weights;

    /// <param name="graph">G, <c>[J, J]</c>.</param>
    /// <param name="weight">w, the weight of the neighbours beside the item itself.</param>
    /// <param name="operators">Those of the device.</param>
    internal ItemSmoothing(CsrMatrix graph, float weight, IOperators operators)
    {
        (_operators, _neighbours) = (operators, new WeightedGather(graph.Pattern));
        _weights = tensor(Array.ConvertAll(graph.Values, value => value * weight), device: operators.Device).DetachFromDisposeScope();
    }

    /// <summary>Smoothed items, <c>[J, d]</c> to <c>[J, d]</c>.</summary>
    internal Tensor Apply(Tensor items) => items + _operators.WeightedGather(_weights, items, _neighbours);

    /// <summary>Frees the values of w·G on the device.</summary>
    public void Dispose() => _weights.Dispose();
}
