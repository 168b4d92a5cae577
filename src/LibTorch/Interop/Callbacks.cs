using System.Runtime.InteropServices;
using TorchSharp.Autograd;

namespace TorchSharp.Interop;

/// <summary>
/// What libtorch's autograd calls back into, from any thread. No exception leaves these functions: it is handed
/// over as a <see cref="GCHandle"/>, travels through libtorch as a C++ exception and is rethrown at the caller.
/// </summary>
internal static unsafe class Callbacks
{
    /// <summary>Tells a freshly loaded shim where to call.</summary>
    internal static void Register(nint register) =>
        ((delegate* unmanaged<
            delegate* unmanaged<nint, nint, nint, nint>,
            delegate* unmanaged<nint, nint, nint, nint, nint>,
            delegate* unmanaged<nint, void>,
            void>)register)(&Forward, &Backward, &Release);

    [UnmanagedCallersOnly]
    internal static nint Forward(nint state, nint context, nint outputs) =>
        Guarded(state, call => call.Forward(context, outputs));

    [UnmanagedCallersOnly]
    internal static nint Backward(nint state, nint context, nint gradOutputs, nint gradInputs) =>
        Guarded(state, call => call.Backward(context, gradOutputs, gradInputs));

    [UnmanagedCallersOnly]
    internal static void Release(nint handle) => GCHandle.FromIntPtr(handle).Free();

    /// <summary>The exception behind a handle, which is freed.</summary>
    internal static Exception TakeException(nint handle)
    {
        var held = GCHandle.FromIntPtr(handle);
        var exception = (Exception)held.Target!;
        held.Free();
        return exception;
    }

    private static nint Guarded(nint state, Action<FunctionCall> action)
    {
        try
        {
            action((FunctionCall)GCHandle.FromIntPtr(state).Target!);
            return 0;
        }
#pragma warning disable CA1031 // The caller is native code; the exception reaches the managed caller of backward().
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return GCHandle.ToIntPtr(GCHandle.Alloc(exception));
        }
    }
}
