using KDiffE.Training.Checkpoints;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// Adam over a table of which a step touches few rows: the others keep their moments and cost nothing. Each row counts
/// its own steps. On the CPU one pass over the touched rows, elsewhere composed of tensor operations.
/// </summary>
internal sealed class RowAdam : IResumable, IDisposable
{
    private const int RowsPerPart = 64;

    private readonly Parameter _table;
    private readonly float _rate;
    private readonly Tensor _means;
    private readonly Tensor _squares;
    private readonly int[] _steps;

    /// <param name="table"><c>[rows, width]</c>.</param>
    /// <param name="rate">Learning rate.</param>
    internal RowAdam(Parameter table, double rate)
    {
        (_table, _rate) = (table, (float)rate);
        _means = zeros_like(table);
        _squares = zeros_like(table);
        _steps = new int[table.shape[0]];
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.Put("steps", [.. _steps]);
        to.Put("means", _means);
        to.Put("squares", _squares);
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        from.Get<int>("steps").CopyTo(_steps, 0);
        from.CopyTo("means", _means);
        from.CopyTo("squares", _squares);
    }

    public void Dispose()
    {
        _means.Dispose();
        _squares.Dispose();
    }

    /// <summary>One step for the rows given.</summary>
    /// <param name="rows">Which, each at most once.</param>
    /// <param name="gradient">Their gradients, <c>[rows.Length, width]</c>.</param>
    internal void Step(long[] rows, Tensor gradient)
    {
        // Kernels work on spans, which end at 2 GiB.
        if (_table.device_type == DeviceType.CPU && _table.numel() * sizeof(float) <= int.MaxValue)
            KernelStep(rows, gradient);
        else
            ComposedStep(rows, gradient);
    }

    /// <summary>The step as a kernel.</summary>
    internal unsafe void KernelStep(long[] rows, Tensor gradient)
    {
        var width = (int)_table.shape[1];
        using var dense = gradient.contiguous();
        Shape.Check<float>(TensorMemory.Floats(dense), rows.Length, width, nameof(gradient));
        fixed (float* pinnedTable = TensorMemory.Floats(_table), pinnedMeans = TensorMemory.Floats(_means), pinnedSquares = TensorMemory.Floats(_squares), pinnedGradient = TensorMemory.Floats(dense))
        {
            float* table = pinnedTable, means = pinnedMeans, squares = pinnedSquares, source = pinnedGradient;
            Parallel.For(0, (rows.Length + RowsPerPart - 1) / RowsPerPart, part =>
            {
                for (var r = part * RowsPerPart; r < Math.Min(rows.Length, (part + 1) * RowsPerPart); r++)
                {
                    var start = (nint)rows[r] * width;
                    var (rate, scale) = Count(rows[r]);
                    AdamRule.Update(
                        new(table + start, width), new(means + start, width), new(squares + start, width),
                        new(source + (nint)r * width, width), rate, scale);
                }
            });
        }
    }

    /// <summary>The same, composed of tensor operations.</summary>
    internal void ComposedStep(long[] rows, Tensor gradient)
    {
        using var unrecorded = no_grad();
        var counts = Array.ConvertAll(rows, Count);
        var index = tensor(rows, device: _table.device);
        var rates = tensor(Array.ConvertAll(counts, c => c.Rate), [rows.Length, 1], device: _table.device);
        var scales = tensor(Array.ConvertAll(counts, c => c.Scale), [rows.Length, 1], device: _table.device);
        var means = _means.index_select(0, index) * AdamRule.Beta1 + gradient * (1 - AdamRule.Beta1);
        var squares = _squares.index_select(0, index) * AdamRule.Beta2 + gradient.square() * (1 - AdamRule.Beta2);
        _means.index_copy_(0, index, means);
        _squares.index_copy_(0, index, squares);
        _table.index_add_(0, index, means * rates / (squares.sqrt() * scales + AdamRule.Epsilon), -1);
    }

    /// <summary>Counts a step of the row; its rate and the factor of its deviation, both free of the moments' bias.</summary>
    private (float Rate, float Scale) Count(long row) => AdamRule.Unbiased(_rate, ++_steps[row]);
}
