#nullable disable
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed partial class Adam
{
#pragma warning disable CA1051 // Fields in TorchSharp too.
    /// <summary>Settings; those absent are the optimizer's.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Decay of the mean of the gradient.</summary>
        public double? beta1;

        /// <summary>Decay of the mean of its square.</summary>
        public double? beta2;

        /// <summary>L2 penalty.</summary>
        public double? weight_decay;

        /// <summary>Added to the denominator.</summary>
        public double? eps;

        /// <summary>Use the greatest mean of the square so far.</summary>
        public bool? amsgrad;

        /// <summary>Follow the gradient instead of descending.</summary>
        public bool? maximize;

        internal Options Or(Options defaults)
        {
            LearningRate ??= defaults.LearningRate;
            InitialLearningRate = LearningRate.Value;
            beta1 ??= defaults.beta1;
            beta2 ??= defaults.beta2;
            weight_decay ??= defaults.weight_decay;
            eps ??= defaults.eps;
            amsgrad ??= defaults.amsgrad;
            maximize ??= defaults.maximize;
            return this;
        }
    }

    /// <summary>What Adam remembers of one parameter.</summary>
    public sealed class State : IDisposable
    {
        /// <summary>Steps taken.</summary>
        public long step;

        /// <summary>Mean of the gradient.</summary>
        public Tensor exp_avg;

        /// <summary>Mean of its square.</summary>
        public Tensor exp_avg_sq;

        /// <summary>Greatest mean of the square so far; null without amsgrad.</summary>
        public Tensor max_exp_avg_sq;

        internal State(Parameter parameter, bool amsgrad)
        {
            exp_avg = zeros_like(parameter).DetachFromDisposeScope();
            exp_avg_sq = zeros_like(parameter).DetachFromDisposeScope();
            max_exp_avg_sq = amsgrad ? zeros_like(parameter).DetachFromDisposeScope() : null;
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
        }
    }
#pragma warning restore CA1051

    /// <summary>Parameters that share settings.</summary>
    public class ParamGroup : Modules.ParamGroup
    {
        /// <summary>A group to fill in.</summary>
        public ParamGroup()
        {
        }

        /// <summary>A group of parameters with settings.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
        {
            Parameters = parameters;
            Options = options;
        }

        /// <inheritdoc cref="ParamGroup(IEnumerable{Parameter}, Options)"/>
        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
        {
        }

        /// <summary>Their settings.</summary>
        public new Options Options
        {
            get => (Options)base.Options;
            set => base.Options = value;
        }
    }
}
