// TorchSharp's custom functions know no nullable references; what overrides them must compile against both.
#nullable disable
using System.Runtime.InteropServices;
using TorchSharp.Autograd;
using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operator with a hand-written gradient. Derive from one of its two subclasses.</summary>
        /// <typeparam name="T">The function itself; it must keep no state in fields, one instance serves every call.</typeparam>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            /// <summary>Name for messages.</summary>
            public abstract string Name { get; }

            private static T Instance { get; } = new();

            /// <summary>Calls forward without recording, and records this function for the backward.</summary>
            /// <param name="vars">Forward's arguments; the tensors among them are differentiated.</param>
            protected internal static List<Tensor> apply_internal(params object[] vars)
            {
                var call = new FunctionCall(Instance.Name, vars, Instance.forward_internal, Instance.backward_internal);
                var tensors = vars.OfType<Tensor>().Where(tensor => !tensor.IsInvalid).ToList();
                fixed (nint* inputs = Handles.Of(tensors))
                {
                    var state = GCHandle.ToIntPtr(GCHandle.Alloc(call));
                    var outputs = Native.Check(Native.kdt_function_apply(inputs, tensors.Count, state));
                    GC.KeepAlive(tensors);
                    return Handles.Take(outputs);
                }
            }

            internal abstract List<Tensor> forward_internal(AutogradContext ctx, params object[] vars);

            internal abstract List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs);
        }

        /// <summary>A custom function with one output.</summary>
        /// <typeparam name="T">The function itself.</typeparam>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
            /// <summary>Applies the function; forward is not to be called directly.</summary>
            /// <param name="vars">Forward's arguments.</param>
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            /// <summary>Computes the output.</summary>
            /// <param name="ctx">Where to keep what backward needs.</param>
            /// <param name="vars">The arguments.</param>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>Computes the gradients of the arguments, one each; null for those that have none or are no tensors.</summary>
            /// <param name="ctx">What forward kept.</param>
            /// <param name="grad_output">Gradient of the output.</param>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) => [forward(ctx, vars)];

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs[0]);
        }

        /// <summary>A custom function with several outputs.</summary>
        /// <typeparam name="T">The function itself.</typeparam>
        public abstract class MultiTensorFunction<T> : Function<T>
            where T : MultiTensorFunction<T>, new()
        {
            /// <summary>Applies the function; forward is not to be called directly.</summary>
            /// <param name="vars">Forward's arguments.</param>
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            /// <summary>Computes the outputs.</summary>
            /// <param name="ctx">Where to keep what backward needs.</param>
            /// <param name="vars">The arguments.</param>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>Computes the gradients of the arguments, one each; null for those that have none or are no tensors.</summary>
            /// <param name="ctx">What forward kept.</param>
            /// <param name="grad_outputs">Gradients of the outputs.</param>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) => forward(ctx, vars);

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs);
        }
    }
}
