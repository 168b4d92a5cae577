using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Lists of tensors on either side of the native border.</summary>
internal static class Handles
{
    /// <summary>The handles; 0 for a tensor that is absent or disposed.</summary>
    internal static nint[] Of(IEnumerable<Tensor?>? tensors) =>
        tensors is null ? [] : [.. tensors.Select(tensor => tensor is { IsInvalid: false } ? tensor.Handle : 0)];

    /// <summary>The tensors of a native list; those undefined come as <see langword="null"/>.</summary>
    internal static List<Tensor?> Read(nint list)
    {
        var tensors = new List<Tensor?>();
        for (int i = 0, count = Native.kdt_list_size(list); i < count; i++)
        {
            var handle = Native.kdt_list_get(list, i);
            tensors.Add(handle == 0 ? null : new Tensor(handle));
        }
        return tensors;
    }

    /// <summary>Like <see cref="Read"/>, and frees the native list.</summary>
    internal static List<Tensor?> Take(nint list)
    {
        try
        {
            return Read(list);
        }
        finally
        {
            Native.kdt_list_dispose(list);
        }
    }
}
