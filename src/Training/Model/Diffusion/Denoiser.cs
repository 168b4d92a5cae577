using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>
/// The denoiser ε_θ of Eq. 10 and 12, a perceptron with one hidden layer: x̂_0 = [h ‖ 1]·W₂ᵀ with
/// h = tanh(x_t·W₁ + [time ‖ guide ‖ 1]·W_c). W₁ and W₂ hold a row per column of the state, so that sparse rows
/// gather what they need; the ones carry the biases.
/// </summary>
internal sealed class Denoiser : Module
{
    private const int TimeDim = 10;
    private const double LongestPeriod = 10_000;

    // x̂_0 starts near zero, where nearly all of its entries belong.
    private const double OutputGain = 0.1;

    private readonly Parameter _input;
    private readonly Parameter _context;
    private readonly Parameter _output;
    private readonly Tensor _times;

    /// <param name="columns">C, entries of a state.</param>
    /// <param name="dim">d, length of a guide.</param>
    /// <param name="hidden">H, the width of the hidden layer.</param>
    /// <param name="steps">T, the number of noise steps.</param>
    /// <param name="operators">Those of the device where the parameters lie.</param>
    internal Denoiser(int columns, int dim, int hidden, int steps, IOperators operators)
        : base(nameof(Denoiser))
    {
        Columns = columns;
        _input = Parameter(init.xavier_uniform_(empty(columns, hidden, device: operators.Device)));
        _context = Parameter(init.xavier_uniform_(empty(TimeDim + dim + 1, hidden, device: operators.Device)));
        _output = Parameter(init.xavier_uniform_(empty(columns, hidden + 1, device: operators.Device), OutputGain));
        _times = Times(steps).to(operators.Device);
        RegisterComponents();
    }

    /// <summary>C, the number of entries of a state.</summary>
    internal int Columns { get; }

    /// <summary>W₁, <c>[C, H]</c>.</summary>
    internal Parameter InputTable => _input;

    /// <summary>W_c, <c>[10 + d + 1, H]</c>.</summary>
    internal Parameter Context => _context;

    /// <summary>W₂, <c>[C, H + 1]</c>, the bias last.</summary>
    internal Parameter OutputTable => _output;

    /// <summary>[h ‖ 1], what the output layer multiplies.</summary>
    /// <param name="projected">x_t·W₁, <c>[rows, H]</c>.</param>
    /// <param name="steps">t of each row, int64 <c>[rows]</c>.</param>
    /// <param name="guides">The guide of each row, <c>[rows, d]</c>.</param>
    /// <returns><c>[rows, H + 1]</c>.</returns>
    internal Tensor HiddenLayer(Tensor projected, Tensor steps, Tensor guides)
    {
        var one = ones(guides.shape[0], 1, device: guides.device);
        var context = cat([_times.index_select(0, steps), guides, one], 1);
        return cat([projected.Plus(context.matmul(_context)).tanh(), one], 1);
    }

    /// <summary>
    /// cos and sin of t at 5 frequencies from 1 to 10⁻⁴, <c>[T, 10]</c>. The linear layer that DiffKG puts behind them
    /// is left out: W_c is linear itself.
    /// </summary>
    private static Tensor Times(int steps)
    {
        const int Frequencies = TimeDim / 2;
        var values = new float[steps * TimeDim];
        for (var t = 0; t < steps; t++)
        {
            for (var f = 0; f < Frequencies; f++)
            {
                var (sin, cos) = Math.SinCos(t * Math.Pow(LongestPeriod, -(double)f / Frequencies));
                values[t * TimeDim + f] = (float)cos;
                values[t * TimeDim + Frequencies + f] = (float)sin;
            }
        }

        return tensor(values, [steps, TimeDim]);
    }
}
