using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(ShimLibrary.Name)]
    internal static partial long kdt_live_tensors();

    [LibraryImport(ShimLibrary.Name)]
    internal static partial void kdt_tensor_dispose(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_dim(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_sizes(nint tensor, long* sizes);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_strides(nint tensor, long* strides);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial long kdt_tensor_numel(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_dtype(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_device(nint tensor, int* index);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_tensor_data(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_is_contiguous(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_is_sparse(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_is_leaf(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_requires_grad(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_set_requires_grad(nint tensor, int value);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_grad(nint tensor, nint* grad);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_set_grad(nint tensor, nint grad);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_retain_grad(nint tensor);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_set_data(nint tensor, nint data);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_tensor_bump_version(nint tensor);
}
