namespace TorchSharp;

public static partial class torch
{
    /// <summary>Building blocks of models.</summary>
    public static partial class nn
    {
        /// <summary>A part of a model: parameters, buffers and further modules, under names.</summary>
        public partial class Module : IDisposable
        {
            private readonly string _name;

            /// <summary>A module without parts; derived classes register theirs.</summary>
            protected Module(string name) => _name = name;

            /// <summary>Whether the module is in training mode (the default), where dropout is active.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>The name given at construction.</summary>
            public virtual string GetName() => _name;

            /// <summary>Sets training mode, here and in every part.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                    child.train(train);
            }

            /// <summary>Leaves training mode, here and in every part.</summary>
            public virtual void eval() => train(false);

            /// <summary>Drops the gradients of all parameters, or sets them to zero.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        grad?.zero_();
                }
            }

            /// <summary>Calls an action on every part, then on this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Disposes the parameters and buffers, here and in every part.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <inheritdoc cref="Dispose()"/>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (_, buffer) in named_buffers(recurse: false).ToList())
                    buffer.Dispose();
                foreach (var parameter in parameters(recurse: false).ToList())
                    parameter.Dispose();
                foreach (var child in children())
                    child.Dispose();
            }

            internal void Convert(ScalarType? type, Device? device, bool nonBlocking)
            {
                foreach (var tensor in parameters().Concat(buffers()))
                    tensor.ConvertInPlace(type, device, nonBlocking);
            }
        }
    }
}
