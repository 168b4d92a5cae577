using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Makes a parameter of a tensor, which becomes invalid.</summary>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <inheritdoc cref="Modules.Dropout"/>
        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>An affine map with weights drawn uniformly from ±1/√inputSize.</summary>
        public static Linear Linear(
            long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
        {
            var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            var weight = Drawn([outputSize, inputSize]);
            return new Linear(weight, hasBias ? Drawn([outputSize]) : null);

            Parameter Drawn(long[] size)
            {
                var parameter = empty(size, dtype, device).AsParameter();
                init.uniform_(parameter, -bound, bound);
                parameter.DetachFromDisposeScope();
                return parameter;
            }
        }

        /// <summary>An affine map with given weights.</summary>
        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
    }
}
