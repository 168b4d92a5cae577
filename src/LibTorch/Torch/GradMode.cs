using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operators called before the result is disposed record no gradient (on this thread).</summary>
    public static IDisposable no_grad() => new GradMode(enabled: false);

    /// <summary>Operators called before the result is disposed record gradients, also inside <see cref="no_grad"/>.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Switches gradient recording until the result is disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Whether operators on this thread record gradients.</summary>
    public static bool is_grad_enabled() => Native.kdt_grad_enabled() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        internal GradMode(bool enabled) => Native.kdt_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Native.kdt_set_grad_enabled(_before ? 1 : 0);
    }
}
