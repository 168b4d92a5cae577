using System.Buffers.Binary;
using System.Text;
using KDiffE.Domain.Snapshots;
using KDiffE.Domain.Snapshots.Tensors;

namespace KDiffE.Fuzz.Targets;

/// <summary>
/// A snapshot that somebody sealed with right checksums over wrong content. Checksums keep a fuzzer from all that comes after
/// them, so the input is a list of changes to a sound snapshot: three bytes each, where (two, little-endian, over the metadata's texts
/// and the tensors' shapes and bytes, one after the other) and what stands there then.
/// </summary>
internal sealed class SealedSnapshotTarget() : FolderTarget("snapshot-sealed", typeof(InvalidSnapshotException))
{
    private const int ChangeBytes = 3;

    private static readonly SafetensorsHeader Header = Parse(out _);

    internal override IEnumerable<byte[]> Seeds => [[], [0, 0, (byte)'x', 100, 1, 255]];

    protected override void Read(ReadOnlySpan<byte> input, string folder)
    {
        Parse(out var data);
        var texts = Header.Metadata.Where(entry => !entry.Key.StartsWith(SafetensorsFile.Checksum, StringComparison.Ordinal))
            .Select(entry => (entry.Key, Value: Encoding.Latin1.GetBytes(entry.Value))).ToList();
        var shapes = Header.Tensors.Select(tensor => tensor.Shape.Select(size => (byte)size).ToArray()).ToList();
        byte[][] places = [.. texts.Select(text => text.Value), .. shapes, data];
        for (; input.Length >= ChangeBytes; input = input[ChangeBytes..])
            Change(places, BinaryPrimitives.ReadUInt16LittleEndian(input), input[2]);

        var file = Path.Combine(folder, "a.safetensors");
        using (var stream = File.Create(file))
        {
            SafetensorsFile.Write(
                texts.ToDictionary(text => text.Key, text => Encoding.Latin1.GetString(text.Value), StringComparer.Ordinal),
                Header.Tensors.Zip(shapes, (tensor, shape) => Source(tensor, shape, data)).Where(tensor => !tensor.Name.StartsWith(SafetensorsFile.Padding, StringComparison.Ordinal)),
                stream);
        }

        SnapshotTarget.Open(file);
    }

    private static ArrayTensorSource<byte> Source(TensorInfo tensor, byte[] shape, byte[] data) => new ArrayTensorSource<byte>(
        tensor.Name, tensor.Type, data[(int)tensor.Begin..(int)tensor.End], [.. shape.Select(size => (long)(sbyte)size)]);

    private static void Change(byte[][] places, int at, byte value)
    {
        at %= places.Sum(place => place.Length);
        foreach (var place in places)
        {
            if (at < place.Length)
            {
                place[at] = value;
                return;
            }

            at -= place.Length;
        }
    }

    private static SafetensorsHeader Parse(out byte[] data)
    {
        var file = TinySnapshot.File();
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        data = file[(SafetensorsHeader.Prefix + length)..];
        return SafetensorsHeader.Parse(file.AsMemory(SafetensorsHeader.Prefix, length), data.Length);
    }
}
