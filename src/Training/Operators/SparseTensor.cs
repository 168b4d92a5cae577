using KDiffE.Training.Kernels;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <summary>A sparse matrix as a tensor of libtorch, made anew when values have changed.</summary>
internal sealed class SparseTensor(CsrMatrix matrix, Device device) : ISparseMatrix
{
    private Tensor? _indices;
    private Tensor? _values;

    /// <inheritdoc/>
    public Tensor AddProduct(Tensor x, Tensor y, float scale)
    {
        _values ??= Build();
        return mm(_values, y).add_(x).mul_(scale);
    }

    /// <inheritdoc/>
    public void ValuesChanged()
    {
        _values?.Dispose();
        _values = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _indices?.Dispose();
        ValuesChanged();
    }

    private Tensor Build()
    {
        _indices ??= tensor([.. matrix.Pattern.RowIndices(), .. matrix.Pattern.Indices], [2, matrix.Values.Length], ScalarType.Int64, device)
            .DetachFromDisposeScope();
        using var values = tensor(matrix.Values, device: device);
        return sparse_coo_tensor(_indices, values, [matrix.Rows, matrix.Cols], device: device).DetachFromDisposeScope();
    }
}
