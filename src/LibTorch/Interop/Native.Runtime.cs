using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_get_num_threads();

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_set_num_threads(int threads);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_cuda_device_count();

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_manual_seed(ulong seed);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_generator_default();

    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_generator_create(ulong seed, int deviceType, int deviceIndex);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_generator_seed(nint generator, ulong seed);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial ulong kdt_generator_initial_seed(nint generator);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial void kdt_generator_dispose(nint generator);
}
