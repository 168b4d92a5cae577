using KDiffE.Training.Checkpoints;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Optimisers;

/// <summary>
/// The exponential moving average of a module's parameters, θ̄ ← δ_n·θ̄ + (1−δ_n)·θ (Polyak averaging; design). Early
/// steps count for more, δ_n = min(δ, (1 + n) / (10 + n)), so that the start is soon forgotten.
/// </summary>
internal sealed class ParameterAverage : IResumable, IDisposable
{
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _averages;
    private readonly float _decay;
    private int _updates;

    /// <param name="module">Whose parameters are averaged.</param>
    /// <param name="decay">δ; 0 follows the parameters as they are.</param>
    internal ParameterAverage(Module module, float decay)
    {
        _decay = decay;
        _parameters = decay > 0 ? [.. module.parameters()] : [];
        _averages = [.. _parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Takes the parameters as they are now into the average.</summary>
    internal void Update()
    {
        using var noGrad = no_grad();
        var decay = Math.Min(_decay, (1f + _updates) / (10f + _updates));
        _updates++;
        for (var k = 0; k < _parameters.Length; k++)
            _averages[k].MoveTo(_parameters[k], decay);
    }

    /// <summary>The module has the averages for its parameters until the result is disposed.</summary>
    internal IDisposable Applied()
    {
        Exchange();
        return new Exchanged(this);
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.PutValue("updates", _updates);
        for (var k = 0; k < _averages.Length; k++)
            to.Put($"{k}", _averages[k]);
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        _updates = from.GetValue<int>("updates");
        for (var k = 0; k < _averages.Length; k++)
            from.CopyTo($"{k}", _averages[k]);
    }

    /// <summary>Frees the tensors of the averages.</summary>
    public void Dispose()
    {
        foreach (var average in _averages)
            average.Dispose();
    }

    private void Exchange()
    {
        using var noGrad = no_grad();
        for (var k = 0; k < _parameters.Length; k++)
        {
            using var own = _parameters[k].clone();
            _parameters[k].copy_(_averages[k]);
            _averages[k].copy_(own);
        }
    }

    private sealed class Exchanged(ParameterAverage average) : IDisposable
    {
        public void Dispose() => average.Exchange();
    }
}
