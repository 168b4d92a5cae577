using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Absolute value of every element.</summary>
        public Tensor abs() => Aten.Call("abs", this);

        /// <summary>e to the power of every element.</summary>
        public Tensor exp() => Aten.Call("exp", this);

        /// <summary>e to the power of every element, minus 1, exact near 0.</summary>
        public Tensor expm1() => Aten.Call("expm1", this);

        /// <summary>Natural logarithm of every element.</summary>
        public Tensor log() => Aten.Call("log", this);

        /// <summary>Natural logarithm of 1 plus every element, exact near 0.</summary>
        public Tensor log1p() => Aten.Call("log1p", this);

        /// <summary>Square root of every element.</summary>
        public Tensor sqrt() => Aten.Call("sqrt", this);

        /// <summary>1 over the square root of every element.</summary>
        public Tensor rsqrt() => Aten.Call("rsqrt", this);

        /// <summary>1 over every element.</summary>
        public Tensor reciprocal() => Aten.Call("reciprocal", this);

        /// <summary>Square of every element.</summary>
        public Tensor square() => pow(2);

        /// <summary>−1, 0 or 1 by the sign of every element.</summary>
        public Tensor sign() => Aten.Call("sign", this);

        /// <summary>Every element rounded down.</summary>
        public Tensor floor() => Aten.Call("floor", this);

        /// <summary>Every element rounded up.</summary>
        public Tensor ceil() => Aten.Call("ceil", this);

        /// <summary>Sine of every element.</summary>
        public Tensor sin() => Aten.Call("sin", this);

        /// <summary>Cosine of every element.</summary>
        public Tensor cos() => Aten.Call("cos", this);

        /// <summary>1 / (1 + e^−x) of every element.</summary>
        public Tensor sigmoid() => Aten.Call("sigmoid", this);

        /// <summary>log of the sigmoid of every element, exact for large negative ones.</summary>
        public Tensor log_sigmoid() => Aten.Call("log_sigmoid", this);

        /// <summary>Hyperbolic tangent of every element.</summary>
        public Tensor tanh() => Aten.Call("tanh", this);

        /// <summary>Every element, negative ones as 0.</summary>
        public Tensor relu() => Aten.Call("relu", this);

        /// <summary>Every element, negative ones multiplied by a slope.</summary>
        public Tensor leaky_relu(Scalar negative_slope) => Aten.Call("leaky_relu", this, negative_slope);

        /// <summary>log(1 + e^(βx)) / β; linear where βx is over the threshold.</summary>
        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.Call("softplus", this, beta, threshold);

        /// <summary>Every element limited to a range.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.Call("clamp", this, min, max);

        /// <summary>Every element limited to its own range.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.Call("clamp.Tensor", this, min, max);

        /// <summary>Every element, at least a number.</summary>
        public Tensor clamp_min(Scalar min) => Aten.Call("clamp_min", this, min);

        /// <summary>Every element, at most a number.</summary>
        public Tensor clamp_max(Scalar max) => Aten.Call("clamp_max", this, max);

        /// <summary>softmax along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", this, dim, dtype);

        /// <summary>Logarithm of the softmax along a dimension.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.Call("log_softmax.int", this, dim, dtype);
    }
}
