using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// The functions of the native shim, under their C names. Those that can fail return 0 (pointers) or a negative
/// number (status); <c>Check</c> turns that into an exception.
/// </summary>
internal static unsafe partial class Native
{
    static Native() => ShimLibrary.RegisterFor(typeof(Native).Assembly);

    /// <summary>Passes a pointer through; the error of this thread when it is 0.</summary>
    internal static nint Check(nint pointer)
    {
        if (pointer == 0)
            Throw();
        return pointer;
    }

    /// <summary>The error of this thread when the status is negative.</summary>
    internal static void Check(int status)
    {
        if (status < 0)
            Throw();
    }

    private static void Throw()
    {
        var exception = kdt_take_exception();
        if (exception != 0)
            ExceptionDispatchInfo.Throw(Callbacks.TakeException(exception));
        throw new ExternalException(Marshal.PtrToStringUTF8(kdt_last_error()));
    }

    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_last_error();

    [LibraryImport(ShimLibrary.Name)]
    internal static partial nint kdt_take_exception();

    [LibraryImport(ShimLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint kdt_find_operator(string name, string overload);

    [LibraryImport(ShimLibrary.Name)]
    internal static partial int kdt_call(nint op, Value* arguments, int argumentCount, Value* results, int resultCount);
}
