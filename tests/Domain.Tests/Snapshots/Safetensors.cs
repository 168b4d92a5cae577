using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace KDiffE.Domain.Tests.Snapshots;

/// <summary>
/// Reads and writes safetensors the way a few lines of Python would, knowing nothing of the code under test.
/// </summary>
internal sealed class Safetensors
{
    public required JsonObject Header { get; init; }

    public required int DataStart { get; init; }

    public required byte[] File { get; init; }

    public static Safetensors Read(string path)
    {
        var file = System.IO.File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        return new Safetensors { Header = header, DataStart = 8 + length, File = file };
    }

    /// <summary>Entries of __metadata__.</summary>
    public Dictionary<string, string> Metadata =>
        Header["__metadata__"]!.AsObject().ToDictionary(p => p.Key, p => p.Value!.GetValue<string>(), StringComparer.Ordinal);

    /// <summary>Tensors in the order in which the header lists them.</summary>
    public IEnumerable<(string Name, string Type, long[] Shape, long Begin, long End)> Tensors =>
        from entry in Header
        where entry.Key != "__metadata__"
        let offsets = Numbers(entry.Value!["data_offsets"]!)
        select (entry.Key, entry.Value!["dtype"]!.GetValue<string>(), Numbers(entry.Value!["shape"]!), offsets[0], offsets[1]);

    public Span<byte> Bytes(string name)
    {
        var (_, _, _, begin, end) = Tensors.Single(t => t.Name == name);
        return File.AsSpan(DataStart + (int)begin, (int)(end - begin));
    }

    public T[] Values<T>(string name) where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(name)).ToArray();

    private static long[] Numbers(JsonNode node) => [.. node.AsArray().Select(x => long.Parse(x!.ToJsonString()))];
}
