using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>
/// The JSON header of a safetensors file (https://github.com/huggingface/safetensors#format): eight bytes of
/// little-endian length, the header, the data of all tensors without holes.
/// </summary>
/// <param name="Tensors">The tensors in the order of their data.</param>
/// <param name="Metadata">The strings under <c>__metadata__</c>.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<TensorInfo> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Bytes in front of the header that hold its length.</summary>
    public const int Prefix = sizeof(long);

    /// <summary>Data start at a multiple of this: a cache line, and one AVX-512 register.</summary>
    public const int Alignment = 64;

    /// <summary>The limit of the format's reference implementation.</summary>
    public const int MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";

    /// <summary>The header as JSON, padded with spaces so that the data after it are aligned.</summary>
    public byte[] ToJson()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MetadataKey);
            foreach (var (key, value) in Metadata)
                writer.WriteString(key, value);
            writer.WriteEndObject();
            foreach (var tensor in Tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", tensor.Type);
                WriteNumbers(writer, "shape", tensor.Shape);
                WriteNumbers(writer, "data_offsets", [tensor.Begin, tensor.End]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        var end = Prefix + json.WrittenCount;
        json.GetSpan(Alignment)[..Alignment].Fill((byte)' ');
        json.Advance((Alignment - (end % Alignment)) % Alignment);
        return json.WrittenSpan.ToArray();
    }

    /// <summary>Reads a header and checks it against the rules of the format.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">Bytes that follow the header in the file.</param>
    /// <exception cref="FormatException">A rule is broken; the message says which.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false });
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            var tensors = new List<TensorInfo>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals(MetadataKey))
                {
                    foreach (var entry in property.Value.EnumerateObject())
                        metadata.Add(entry.Name, entry.Value.GetString() ?? throw new FormatException($"metadata {entry.Name} is null"));
                }
                else
                {
                    tensors.Add(ReadTensor(property));
                }
            }

            tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
            CheckOffsets(tensors, dataLength);
            return new SafetensorsHeader(tensors, metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the header is not a safetensors header: {error.Message}", error);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, ReadOnlySpan<long> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static TensorInfo ReadTensor(JsonProperty property)
    {
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(x => x.GetInt64())];
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(x => x.GetInt64())];
        if (property.Value.GetPropertyCount() != 3 || offsets.Length != 2)
            throw new FormatException($"tensor {property.Name} does not consist of dtype, shape and two data_offsets");
        var tensor = new TensorInfo(property.Name, property.Value.GetProperty("dtype").GetString() ?? "", shape, offsets[0], offsets[1]);
        if (!Array.TrueForAll(shape, size => size >= 0) || ByteCount(tensor) != tensor.Length)
            throw new FormatException($"tensor {tensor.Name} of {tensor.Type} [{string.Join(", ", shape)}] does not fill its {tensor.Length} bytes");
        return tensor;
    }

    private static Int128 ByteCount(TensorInfo tensor)
    {
        Int128 count = TensorInfo.ElementSize(tensor.Type);
        if (count == 0)
            throw new FormatException($"tensor {tensor.Name} has the unknown dtype {tensor.Type}");
        // No file has 2^63 bytes: stopping there keeps a hostile shape from overflowing.
        foreach (var size in tensor.Shape)
            count = count > long.MaxValue ? count : count * size;
        return count;
    }

    private static void CheckOffsets(List<TensorInfo> tensors, long dataLength)
    {
        var end = 0L;
        foreach (var tensor in tensors)
        {
            if (tensor.Begin != end)
                throw new FormatException($"tensor {tensor.Name} begins at {tensor.Begin}, the one before it ends at {end}");
            end = tensor.End;
        }

        if (end != dataLength)
            throw new FormatException($"the tensors take {end} bytes, the file holds {dataLength}");
    }
}
