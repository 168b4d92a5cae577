using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>Rows that one step of the denoiser's training works on.</summary>
/// <param name="Rows">The rows of the states, <c>[batch]</c>.</param>
/// <param name="Steps">t of each row.</param>
/// <param name="Guides">Their guides, <c>[batch, d]</c>.</param>
/// <param name="ColumnEmbeddings">Z_ε of all columns, <c>[C, d]</c>.</param>
internal sealed record DiffusionBatch(int[] Rows, int[] Steps, Tensor Guides, Tensor ColumnEmbeddings)
{
    internal Device Device => Guides.device;

    /// <summary>t as an index, int64 <c>[batch]</c>.</summary>
    internal Tensor StepIndex => tensor(Steps, ScalarType.Int64, Device);

    /// <summary>A value per step for each row, <c>[batch]</c>.</summary>
    internal Tensor PerRow(Func<int, double> value) => tensor(Array.ConvertAll(Steps, t => (float)value(t)), device: Device);
}
