using KDiffE.Training.Checkpoints;
using KDiffE.Training.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// Adam over whole parameters, with a state that can be stored. On the CPU one pass over weights, moments and gradient,
/// shared among the cores; elsewhere composed of tensor operations.
/// </summary>
internal sealed class Adam : IResumable, IDisposable
{
    private const int Part = 1 << 14;

    private readonly Parameter[] _parameters;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly float _learningRate;
    private int _steps;

    /// <param name="parameters">What is changed.</param>
    /// <param name="learningRate">The learning rate.</param>
    internal Adam(IEnumerable<Parameter> parameters, double learningRate)
    {
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
            if (_parameters[k].grad is not { } gradient)
                continue;
            // Kernels work on spans, which end at 2 GiB.
            if (_parameters[k].device_type == DeviceType.CPU && _parameters[k].numel() * sizeof(float) <= int.MaxValue)
                KernelStep(k, gradient, rate, scale);
            else
                ComposedStep(k, gradient, rate, scale);
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

    /// <summary>The step of one parameter as a kernel.</summary>
    internal unsafe void KernelStep(int k, Tensor gradient, float rate, float scale)
    {
        using var dense = gradient.contiguous();
        var count = (int)_parameters[k].numel();
        fixed (float* pinnedWeights = TensorMemory.Floats(_parameters[k]), pinnedMeans = TensorMemory.Floats(_means[k]), pinnedSquares = TensorMemory.Floats(_squares[k]), pinnedGradient = TensorMemory.Floats(dense))
        {
            float* weights = pinnedWeights, means = pinnedMeans, squares = pinnedSquares, source = pinnedGradient;
            Parallel.For(0, (count + Part - 1) / Part, part =>
            {
                var (start, length) = (part * Part, Math.Min(Part, count - part * Part));
                AdamRule.Update(new(weights + start, length), new(means + start, length), new(squares + start, length), new(source + start, length), rate, scale);
            });
        }
    }

    /// <summary>The same, composed of tensor operations.</summary>
    internal void ComposedStep(int k, Tensor gradient, float rate, float scale)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        _means[k].mul_(AdamRule.Beta1).add_(gradient, alpha: 1 - AdamRule.Beta1);
        _squares[k].mul_(AdamRule.Beta2).add_(gradient.square(), alpha: 1 - AdamRule.Beta2);
        _parameters[k].sub_(_means[k] * rate / (_squares[k].sqrt() * scale + AdamRule.Epsilon));
    }
}
