using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Adds in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor add_(Tensor target) => InPlace("add_.Tensor", target);

        /// <summary>Adds <paramref name="alpha"/> times the other in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor add_(Tensor target, Scalar alpha) => InPlace("add_.Tensor", target, alpha);

        /// <inheritdoc cref="add_(Tensor)"/>
        public Tensor add_(Scalar scalar) => InPlace("add_.Scalar", scalar);

        /// <inheritdoc cref="add_(Tensor, Scalar)"/>
        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace("add_.Scalar", scalar, alpha);

        /// <summary>Subtracts in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor sub_(Tensor target) => InPlace("sub_.Tensor", target);

        /// <inheritdoc cref="sub_(Tensor)"/>
        public Tensor sub_(Scalar target) => InPlace("sub_.Scalar", target);

        /// <summary>Multiplies in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor mul_(Tensor target) => InPlace("mul_.Tensor", target);

        /// <inheritdoc cref="mul_(Tensor)"/>
        public Tensor mul_(Scalar target) => InPlace("mul_.Scalar", target);

        /// <summary>Divides in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor div_(Tensor target) => InPlace("div_.Tensor", target);

        /// <inheritdoc cref="div_(Tensor)"/>
        public Tensor div_(Scalar target) => InPlace("div_.Scalar", target);

        /// <summary>Adds <paramref name="value"/> · <paramref name="tensor1"/> · <paramref name="tensor2"/> in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace("addcmul_", tensor1, tensor2, value);

        /// <summary>Adds <paramref name="value"/> · <paramref name="tensor1"/> / <paramref name="tensor2"/> in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace("addcdiv_", tensor1, tensor2, value);

        /// <summary>Limits every element to a range in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace("clamp_", min, max);

        /// <summary>Sets every element to zero.</summary>
        /// <returns>This tensor.</returns>
        public Tensor zero_() => InPlace("zero_");

        /// <summary>Sets every element to a number.</summary>
        /// <returns>This tensor.</returns>
        public Tensor fill_(Scalar value) => InPlace("fill_.Scalar", value);

        /// <summary>Copies the elements of another tensor, from any device and of any type.</summary>
        /// <returns>This tensor.</returns>
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace("copy_", source, nonBlocking);

        private Tensor InPlace(string name, params ReadOnlySpan<Argument> arguments)
        {
            Aten.Do(name, [this, .. arguments]);
            return this;
        }
    }
}
