using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>
/// The reverse process, T posterior means c₁·x̂_0 + c₂·x_t (Eq. 10), carried in the hidden space: x_t only ever enters
/// as x_t·W₁, and x̂_0·W₁ = [h ‖ 1]·(W₂ᵀ·W₁), a product <c>[H + 1, H]</c> that is computed once, unless its factors are
/// smaller than it is. A step costs rows·H² instead of 2·rows·C·H, and x̂_0 itself is computed once, only where it is
/// asked for. Exact (design). Several blocks of rows may run side by side.
/// </summary>
internal sealed class ReverseProcess : IDisposable
{
    private readonly IOperators _operators;
    private readonly Denoiser _denoiser;
    private readonly NoiseSchedule _schedule;
    private readonly int _noiseSteps;
    private readonly Precision _precision;
    private readonly Tensor? _transfer;

    /// <param name="denoiser">As it is now; it must not change while this is in use.</param>
    /// <param name="schedule">The noise of each step, and with it the posterior's weights c₁ and c₂.</param>
    /// <param name="noiseSteps">Steps of noise added to x_0 first; 0 for none.</param>
    /// <param name="precision">That of the large products.</param>
    /// <param name="operators">Those of the device.</param>
    internal ReverseProcess(Denoiser denoiser, NoiseSchedule schedule, int noiseSteps, Precision precision, IOperators operators)
    {
        (_denoiser, _schedule, _noiseSteps, _precision, _operators) = (denoiser, schedule, noiseSteps, precision, operators);
        using var unrecorded = no_grad();
        using var output = denoiser.OutputTable.t();
        if (2 * denoiser.Columns > denoiser.InputTable.shape[1])
            _transfer = operators.Product(output, denoiser.InputTable, transposed: false, precision);
    }

    public void Dispose() => _transfer?.Dispose();

    /// <summary>[h ‖ 1] of the last step, from which x̂_0 = [h ‖ 1]·W₂ᵀ.</summary>
    /// <param name="columns">The columns that the rows hold, and x_0 over them; weights do not count.</param>
    /// <param name="guides">z̃, <c>[rows, d]</c>.</param>
    /// <returns><c>[rows, H + 1]</c>.</returns>
    internal Tensor Run(BatchColumns columns, Tensor guides)
    {
        using var unrecorded = no_grad();
        var entries = columns.Entries;
        var input = _denoiser.InputTable.index_select(0, tensor(columns.Columns, device: guides.device));
        var state = _operators.WeightedGather(ones(entries.Indices.Length, device: guides.device), input, new WeightedGather(entries));
        if (_noiseSteps > 0)
        {
            var noise = randn(entries.Rows, _denoiser.Columns, device: guides.device);
            state = _schedule.QSample(state, noise.matmul(_denoiser.InputTable), [.. Enumerable.Repeat(_noiseSteps - 1, entries.Rows)]);
        }

        var hidden = Hidden(_schedule.Steps - 1);
        for (var t = _schedule.Steps - 1; t > 0; t--)
        {
            state = Transferred(hidden).Times(_schedule.PosteriorStartWeights[t]).Plus(state.Times(_schedule.PosteriorStateWeights[t]));
            hidden = Hidden(t - 1);
        }

        // At t = 0 the posterior mean is x̂_0.
        return hidden;

        Tensor Transferred(Tensor h) => _transfer is null
            ? _operators.Product(_operators.Product(h, _denoiser.OutputTable, transposed: true, _precision), _denoiser.InputTable, transposed: false, _precision)
            : _operators.Product(h, _transfer, transposed: false, _precision);

        Tensor Hidden(int t) => _denoiser.HiddenLayer(state, tensor([.. Enumerable.Repeat((long)t, entries.Rows)], device: guides.device), guides);
    }
}
