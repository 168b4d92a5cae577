#nullable disable
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers.</summary>
    public static partial class optim
    {
        /// <summary>Something with a learning rate.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate now.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate at the start.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Changes parameters against their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected Optimizer()
            {
            }

            /// <summary>The groups of parameters, each with its settings.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => Groups;

            internal abstract IReadOnlyList<ParamGroup> Groups { get; }

            /// <summary>Changes every parameter that has a gradient.</summary>
            /// <param name="closure">Computes the loss and its gradients first, if given.</param>
            /// <returns>The closure's loss.</returns>
            public virtual Tensor step(Func<Tensor> closure = null)
            {
                Tensor loss = null;
                if (closure is not null)
                {
                    using var recorded = enable_grad();
                    loss = closure();
                }
                using var unrecorded = no_grad();
                using var scope = NewDisposeScope();
                Step();
                return loss;
            }

            /// <summary>Sets the gradients to zero; <see cref="nn.Module.zero_grad"/> drops them.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    grad?.zero_();
                }
            }

            /// <summary>The parameters of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

            /// <summary>Frees the optimizer's own tensors.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <inheritdoc cref="Dispose()"/>
            protected abstract void Dispose(bool disposing);

            private protected abstract void Step();
        }
    }
}
