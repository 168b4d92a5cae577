using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Threads that one operator may use.</summary>
    public static int get_num_threads() => Native.kdt_get_num_threads();

    /// <summary>Sets how many threads one operator may use.</summary>
    public static void set_num_threads(int num) => Native.Check(Native.kdt_set_num_threads(num));

    /// <summary>What the CUDA runtime offers.</summary>
    public static class cuda
    {
        /// <summary>Whether libtorch was built with CUDA and sees a device.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>CUDA devices in sight.</summary>
        public static int device_count() => Native.kdt_cuda_device_count();
    }
}
