using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// Calls ATen operators by their schema name (<c>add.Tensor</c>, <c>softmax.int</c>). Arguments follow the
/// schema's order; trailing ones may be left out and take the schema's defaults.
/// </summary>
internal static unsafe class Aten
{
    private static readonly ConcurrentDictionary<string, nint> Operators = new(StringComparer.Ordinal);

    /// <summary>An operator that returns one tensor.</summary>
    internal static Tensor Call(string name, params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(name, arguments, &result, 1);
        return new Tensor(result.Pointer);
    }

    /// <summary>An operator that returns two tensors.</summary>
    internal static (Tensor First, Tensor Second) CallPair(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[2];
        Invoke(name, arguments, results, 2);
        return (new Tensor(results[0].Pointer), new Tensor(results[1].Pointer));
    }

    /// <summary>An operator that returns a number or a truth value.</summary>
    internal static Scalar CallScalar(string name, params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(name, arguments, &result, 1);
        return new Scalar(result);
    }

    /// <summary>An operator called for its effect on its first argument.</summary>
    internal static void Do(string name, params ReadOnlySpan<Argument> arguments) => Invoke(name, arguments, null, 0);

    private static void Invoke(string name, ReadOnlySpan<Argument> arguments, Value* results, int resultCount)
    {
        var handle = Operators.GetOrAdd(name, Find);
        var length = 0;
        foreach (var argument in arguments)
            length += argument.ListLength;
        var slots = length <= 256 ? stackalloc long[256] : new long[length];
        var values = stackalloc Value[arguments.Length];
        fixed (long* first = slots)
        {
            var next = first;
            for (var i = 0; i < arguments.Length; i++)
            {
                values[i] = arguments[i].Write(next);
                next += arguments[i].ListLength;
            }
            Native.Check(Native.kdt_call(handle, values, arguments.Length, results, resultCount));
        }
        foreach (var argument in arguments)
            GC.KeepAlive(argument.Owner);
    }

    private static nint Find(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (stem, overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        return Native.Check(Native.kdt_find_operator("aten::" + stem, overload));
    }
}
