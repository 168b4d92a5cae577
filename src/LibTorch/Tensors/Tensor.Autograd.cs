using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Whether gradients are computed for this tensor.</summary>
        public bool requires_grad
        {
            get => Native.kdt_tensor_requires_grad(Handle) != 0;
            set => Native.Check(Native.kdt_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>Whether no recorded operator produced this tensor.</summary>
        public bool is_leaf => Native.kdt_tensor_is_leaf(Handle) != 0;

        /// <summary>What <see cref="backward()"/> accumulated; null before. Every read makes a new tensor object over the same memory.</summary>
        public Tensor? grad
        {
            get
            {
                nint handle;
                Native.Check(Native.kdt_tensor_grad(Handle, &handle));
                return handle == 0 ? null : new Tensor(handle);
            }

            set => Native.Check(Native.kdt_tensor_set_grad(Handle, value?.Handle ?? 0));
        }

        /// <summary>Sets whether gradients are computed.</summary>
        /// <returns>This tensor.</returns>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <inheritdoc cref="requires_grad_"/>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad() => Native.Check(Native.kdt_tensor_retain_grad(Handle));

        /// <summary>Accumulates the gradient of this one number in the leaves it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        /// <summary>Accumulates the gradient of this tensor, weighted, in the leaves it was computed from.</summary>
        /// <param name="grad_tensors">The weights, shaped as this tensor; not needed for one number.</param>
        /// <param name="retain_graph">Keep what a further backward through the same graph needs.</param>
        /// <param name="create_graph">Record the gradient's own computation, for higher derivatives.</param>
        /// <param name="inputs">Accumulate in these leaves only.</param>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph || create_graph, create_graph, inputs);

        /// <summary>The same memory without the gradient history.</summary>
        public Tensor detach() => Aten.Call("detach", this);

        /// <summary>Drops the gradient history.</summary>
        /// <returns>This tensor.</returns>
        public Tensor detach_() => InPlace("detach_");
    }
}
