using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_grad_enabled();

    [LibraryImport(ShimLibrary.Name)]
    internal static partial void kdt_set_grad_enabled(int enabled);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_backward(
        nint* tensors, int tensorCount, nint* grads, int gradCount, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int gradCount,
        int retainGraph, int createGraph, int allowUnused);

    /// <summary>Takes over <paramref name="state"/>, also when it fails.</summary>
    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_function_apply(nint* inputs, int inputCount, nint state);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_context_save_for_backward(nint context, nint* tensors, int count);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_context_mark_dirty(nint context, nint* tensors, int count);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_context_mark_non_differentiable(nint context, nint* tensors, int count);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_context_set_materialize_grads(nint context, int value);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_context_saved_variables(nint context);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_list_size(nint list);

    /// <summary>A new handle to the tensor at an index; 0 where it is undefined.</summary>
    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_list_get(nint list, int index);

    /// <summary>Appends a tensor; 0 appends an undefined one.</summary>
    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_list_add(nint list, nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial void kdt_list_dispose(nint list);
}
