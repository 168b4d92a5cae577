using System.Numerics;
using KDiffE.Training.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// Adam over a table of which a step touches few rows: the others keep their moments and cost nothing. Each row counts
/// its own steps. On the CPU one pass over the touched rows, elsewhere composed of tensor operations.
/// </summary>
internal sealed class RowAdam : IDisposable
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;
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
                    Update(
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
        var means = _means.index_select(0, index) * Beta1 + gradient * (1 - Beta1);
        var squares = _squares.index_select(0, index) * Beta2 + gradient.square() * (1 - Beta2);
        _means.index_copy_(0, index, means);
        _squares.index_copy_(0, index, squares);
        _table.index_add_(0, index, means * rates / (squares.sqrt() * scales + Epsilon), -1);
    }

    /// <summary>Counts a step of the row; its rate and the factor of its deviation, both free of the moments' bias.</summary>
    private (float Rate, float Scale) Count(long row)
    {
        var step = ++_steps[row];
        return ((float)(_rate / (1 - Math.Pow(Beta1, step))), (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))));
    }

    private static void Update(
        Span<float> weights, Span<float> means, Span<float> squares, ReadOnlySpan<float> gradients, float rate, float scale)
    {
        var i = 0;
        for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var gradient = new Vector<float>(gradients[i..]);
            var mean = new Vector<float>(means[i..]) * Beta1 + gradient * (1 - Beta1);
            var square = new Vector<float>(squares[i..]) * Beta2 + gradient * gradient * (1 - Beta2);
            mean.CopyTo(means[i..]);
            square.CopyTo(squares[i..]);
            (new Vector<float>(weights[i..]) - mean * rate / (Vector.SquareRoot(square) * scale + new Vector<float>(Epsilon))).CopyTo(weights[i..]);
        }

        for (; i < weights.Length; i++)
        {
            means[i] = means[i] * Beta1 + gradients[i] * (1 - Beta1);
            squares[i] = squares[i] * Beta2 + gradients[i] * gradients[i] * (1 - Beta2);
            weights[i] -= means[i] * rate / (MathF.Sqrt(squares[i]) * scale + Epsilon);
        }
    }
}
