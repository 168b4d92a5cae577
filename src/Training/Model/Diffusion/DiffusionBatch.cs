using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>Rows that one step of the denoiser's training works on.</summary>
/// <param name="Columns">The S columns worked on, with the rows' entries.</param>
/// <param name="Steps">t of each row, <c>[batch]</c>.</param>
/// <param name="Guides">z̃ of each row, <c>[batch, d]</c>; a zero row has no guide.</param>
/// <param name="ColumnEmbeddings">Z_ε of all columns, <c>[C, d]</c>.</param>
internal sealed record DiffusionBatch(BatchColumns Columns, int[] Steps, Tensor Guides, Tensor ColumnEmbeddings)
{
    /// <summary>Where its tensors lie.</summary>
    internal Device Device => Guides.device;

    /// <summary>The column behind each number, int64 <c>[S]</c>.</summary>
    internal Tensor Index => tensor(Columns.Columns, device: Device);

    /// <summary>How many columns each stands for, <c>[S]</c>.</summary>
    internal Tensor Weights => tensor(Columns.Weights, device: Device);

    /// <summary>The columns' rows of a table <c>[C, …]</c>; the table itself where they are all.</summary>
    internal Tensor RowsOf(Tensor table) => Columns.AreAll ? table : table.index_select(0, Index);

    /// <summary>x_0, <c>[batch, S]</c>.</summary>
    internal Tensor Start()
    {
        var entries = Columns.Entries;
        var cells = entries.RowIndices().Zip(entries.Indices, (row, column) => (long)row * entries.Cols + column).ToArray();
        return zeros((long)entries.Rows * entries.Cols, device: Device)
            .index_add_(0, tensor(cells, device: Device), ones(cells.Length, device: Device), Scalars.One).reshape(entries.Rows, entries.Cols);
    }
}
