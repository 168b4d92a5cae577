using KDiffE.Training.Checkpoints;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.Training.Optimisers;

/// <summary>
/// Adam over whole parameters, with a state that can be stored.
/// </summary>
internal sealed class Adam : IResumable, IDisposable
{
    private readonly IOperators _operators;
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly float _learningRate;
    private int _steps;

    /// <param name="parameters">The parameters that a step changes.</param>
    /// <param name="learningRate">The learning rate of every parameter.</param>
    /// <param name="operators">Those of the parameters' device.</param>
    internal Adam(IEnumerable<Parameter> parameters, double learningRate, IOperators operators)
    {
        _operators = operators;
        _parameters = [.. parameters];
        _means = [.. _parameters.Select(parameter => zeros_like(parameter).DetachFromDisposeScope())];
        _squares = [.. _parameters.Select(parameter => zeros_like(parameter).DetachFromDisposeScope())];
        _learningRate = (float)learningRate;
    }

    /// <summary>One step against the gradients; a parameter without a gradient stays as it is.</summary>
    internal void Step()
    {
        var (rate, scale) = AdamRule.Unbiased(_learningRate, ++_steps);
        for (var k = 0; k < _parameters.Length; k++)
        {
            if (_parameters[k].grad is { } gradient)
                _operators.AdamStep(new AdamTensors(_parameters[k], _means[k], _squares[k]), gradient, rate, scale);
        }
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.PutValue("steps", _steps);
        for (var k = 0; k < _parameters.Length; k++)
        {
            to.Put($"mean.{k}", _means[k]);
            to.Put($"square.{k}", _squares[k]);
        }
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        _steps = from.GetValue<int>("steps");
        for (var k = 0; k < _parameters.Length; k++)
        {
            from.CopyTo($"mean.{k}", _means[k]);
            from.CopyTo($"square.{k}", _squares[k]);
        }
    }

    public void Dispose()
    {
        foreach (var moment in _means.Concat(_squares))
            moment.Dispose();
    }
}
