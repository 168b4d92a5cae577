using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Writes what <see cref="NpyReader"/> reads.</summary>
internal static class NpyWriter
{
    // NumPy aligns the data so.
    private const int Alignment = 64;

    internal static void WriteHeader(Stream stream, int rows, int columns)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";
        var unpadded = NpyHeader.PreambleBytes + header.Length + 1;
        header = header.PadRight(header.Length + ((Alignment - (unpadded % Alignment)) % Alignment)) + '\n';
        stream.Write(NpyHeader.Magic);
        Span<byte> rest = [1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], (ushort)header.Length);
        stream.Write(rest);
        stream.Write(Encoding.Latin1.GetBytes(header));
    }

    internal static void WriteRow(Stream stream, ReadOnlySpan<float> row)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(row));
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (var value in row)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }
}
