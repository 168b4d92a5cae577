namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>One entry of a safetensors header.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Its dtype, for example <c>F32</c>.</param>
/// <param name="Shape">Its size along each dimension, the outermost first.</param>
/// <param name="Begin">Its first byte, counted from the first byte of the data.</param>
/// <param name="End">One past its last byte.</param>
internal sealed record TensorInfo(string Name, string Type, long[] Shape, long Begin, long End)
{
    /// <summary>Size in bytes.</summary>
    public long Length => End - Begin;

    /// <summary>Bytes of one element, or 0 for a dtype that these files do not use.</summary>
    public static int ElementSize(string type) => type switch
    {
        "U8" => 1,
        "I32" or "F32" => 4,
        "I64" => 8,
        _ => 0,
    };
}
