using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>Differentiation.</summary>
    public static partial class autograd
    {
        /// <summary>Accumulates the gradients of tensors, weighted, in the leaves they were computed from.</summary>
        /// <param name="tensors">What to differentiate.</param>
        /// <param name="grad_tensors">Their weights; not needed for single numbers.</param>
        /// <param name="retain_graph">Keep what a further backward needs; as <paramref name="create_graph"/> when absent.</param>
        /// <param name="create_graph">Record the gradient's own computation.</param>
        /// <param name="inputs">Accumulate in these leaves only.</param>
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            fixed (nint* outputs = Handles.Of(tensors), grads = Handles.Of(grad_tensors), leaves = Handles.Of(inputs))
            {
                Native.Check(Native.kdt_backward(
                    outputs, tensors.Count, grads, grad_tensors?.Count ?? 0, Flag(retain_graph ?? create_graph), Flag(create_graph), leaves, inputs?.Count ?? 0));
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        /// <summary>The gradients of tensors, weighted, by some inputs; the leaves are left alone.</summary>
        /// <param name="outputs">What to differentiate.</param>
        /// <param name="inputs">By what.</param>
        /// <param name="grad_outputs">Weights of the outputs; not needed for single numbers.</param>
        /// <param name="retain_graph">Keep what a further backward needs.</param>
        /// <param name="create_graph">Record the gradient's own computation.</param>
        /// <param name="allow_unused">Give an invalid tensor for an input that no output depends on, instead of an error.</param>
        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            fixed (nint* from = Handles.Of(outputs), by = Handles.Of(inputs), grads = Handles.Of(grad_outputs))
            {
                var list = Native.Check(Native.kdt_grad(
                    from, outputs.Count, by, inputs.Count, grads, grad_outputs?.Count ?? 0, Flag(retain_graph || create_graph), Flag(create_graph), Flag(allow_unused)));
                GC.KeepAlive(outputs);
                GC.KeepAlive(inputs);
                GC.KeepAlive(grad_outputs);
                return [.. Handles.Take(list).Select(tensor => tensor ?? new Tensor(0, register: false))];
            }
        }

        private static int Flag(bool value) => value ? 1 : 0;
    }
}
