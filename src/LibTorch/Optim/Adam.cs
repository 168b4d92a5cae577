#nullable disable
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba 2015).</summary>
public sealed partial class Adam : Optimizer
{
    private readonly List<ParamGroup> _groups = [];
    private readonly Dictionary<Parameter, State> _states = new(ReferenceEqualityComparer.Instance);
    private readonly Options _defaults;

    /// <summary>An optimizer of one group of parameters.</summary>
    public Adam(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <summary>An optimizer of groups of parameters with settings of their own; the others are the defaults.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Adam(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}", nameof(lr));
        if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}", nameof(eps));
        if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}", nameof(beta1));
        if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}", nameof(beta2));
        if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}", nameof(weight_decay));
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in parameters)
            Add(group);
    }

    internal override IReadOnlyList<Modules.ParamGroup> Groups => _groups;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var state in _states.Values)
            state.Dispose();
    }

    private protected override void Step()
    {
        foreach (var group in _groups)
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } grad)
                    AdamStep.Run(parameter, grad, _states[parameter], group.Options);
            }
        }
    }

    private void Add(ParamGroup group)
    {
        group.Parameters = [.. group.Parameters];
        group.Options = (group.Options ?? new Options()).Or(_defaults);
        _groups.Add(group);
        foreach (var parameter in group.Parameters)
            _states.Add(parameter, new State(parameter, group.Options.amsgrad.Value));
    }
}
