using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the default generators of every device and returns the CPU's.</summary>
    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.kdt_manual_seed(unchecked((ulong)seed)));
        return Generator.Default;
    }

    /// <summary>A pseudo-random number generator.</summary>
    public sealed class Generator : IDisposable
    {
        /// <summary>A generator of its own, independent of the default one.</summary>
        /// <param name="seed">Where the sequence starts.</param>
        /// <param name="device">Where its numbers are used; the CPU when absent.</param>
        public Generator(ulong seed = 0, Device? device = null)
            : this(Native.Check(Native.kdt_generator_create(seed, (int)(device ?? CPU).type, (device ?? CPU).index)), device ?? CPU)
        {
        }

        private Generator(nint handle, Device device)
        {
            Handle = handle;
            this.device = device;
        }

        /// <summary>Frees the native generator.</summary>
        ~Generator() => Free();

        /// <summary>The CPU's default generator.</summary>
        public static Generator Default => new(Native.Check(Native.kdt_generator_default()), CPU);

        /// <summary>The native generator.</summary>
        public nint Handle { get; private set; }

        /// <summary>Where its numbers are used.</summary>
        public Device device { get; }

        /// <summary>Restarts the sequence.</summary>
        public Generator manual_seed(long seed)
        {
            Native.Check(Native.kdt_generator_seed(Handle, unchecked((ulong)seed)));
            return this;
        }

        /// <summary>The seed that the sequence started from.</summary>
        public long initial_seed() => unchecked((long)Native.kdt_generator_initial_seed(Handle));

        /// <summary>Frees the native generator.</summary>
        public void Dispose()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            if (Handle != 0)
                Native.kdt_generator_dispose(Handle);
            Handle = 0;
        }
    }
}
