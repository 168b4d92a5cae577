// TorchSharp's custom functions know no nullable references; what overrides them must compile against both.
#nullable disable
using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function carries from its forward to its backward. Usable inside the two only.</summary>
        public sealed class AutogradContext
        {
            private readonly Dictionary<string, object> _data = new(StringComparer.Ordinal);

            internal AutogradContext()
            {
            }

            /// <summary>Whether an output gradient that is absent arrives as zeros (the default).</summary>
            public bool MaterializeGrads { get; private set; } = true;

            internal nint Handle
            {
                get => field != 0 ? field : throw new InvalidOperationException("An AutogradContext can only be used inside forward and backward.");
                set;
            }

            /// <summary>Keeps inputs and outputs for the backward. Call it at most once, in forward.</summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                fixed (nint* handles = Handles.Of(tensors))
                    Native.Check(Native.kdt_context_save_for_backward(Handle, handles, tensors.Count));
            }

            /// <summary>The tensors that forward saved, checked not to have changed since; null where null was saved.</summary>
            public List<Tensor> get_saved_variables() => Handles.Take(Native.Check(Native.kdt_context_saved_variables(Handle)));

            /// <summary>Keeps anything but tensors for the backward.</summary>
            public void save_data(string key, object value) => _data[key] = value;

            /// <summary>What forward kept under a key; null when it kept nothing.</summary>
            public object get_data(string key) => _data.GetValueOrDefault(key);

            /// <summary>Declares inputs that forward changed in place.</summary>
            public void mark_dirty(List<Tensor> tensors)
            {
                fixed (nint* handles = Handles.Of(tensors))
                    Native.Check(Native.kdt_context_mark_dirty(Handle, handles, tensors.Count));
            }

            /// <summary>Declares outputs that have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors)
            {
                fixed (nint* handles = Handles.Of(tensors))
                    Native.Check(Native.kdt_context_mark_non_differentiable(Handle, handles, tensors.Count));
            }

            /// <summary>Sets whether an output gradient that is absent arrives as zeros or as an invalid tensor.</summary>
            public void set_materialize_grads(bool value)
            {
                MaterializeGrads = value;
                Native.Check(Native.kdt_context_set_materialize_grads(Handle, value ? 1 : 0));
            }
        }
    }
}
