#nullable disable
namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, set in place and outside the gradient graph.</summary>
        public static class init
        {
            /// <summary>Zeros.</summary>
            /// <returns>The tensor.</returns>
            public static Tensor zeros_(Tensor tensor) => Set(tensor, target => target.zero_());

            /// <summary>Ones.</summary>
            /// <returns>The tensor.</returns>
            public static Tensor ones_(Tensor tensor) => Set(tensor, target => target.fill_(1));

            /// <summary>One value.</summary>
            /// <returns>The tensor.</returns>
            public static Tensor constant_(Tensor tensor, Scalar val) => Set(tensor, target => target.fill_(val));

            /// <summary>Drawn uniformly from [low, high).</summary>
            /// <returns>The tensor.</returns>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator generator = null) =>
                Set(tensor, target => target.uniform_(low, high, generator));

            /// <summary>Drawn from a normal distribution.</summary>
            /// <returns>The tensor.</returns>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator generator = null) =>
                Set(tensor, target => target.normal_(mean, std, generator));

            /// <summary>Drawn uniformly from ±gain · √(6 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
            /// <returns>The tensor.</returns>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Inputs and outputs of one unit, for weights of two dimensions and more.</summary>
            /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            private static Tensor Set(Tensor tensor, Action<Tensor> action)
            {
                using var unrecorded = no_grad();
                action(tensor);
                return tensor;
            }
        }
    }
}
