using System.Buffers.Binary;

namespace KDiffE.Training.Torch;

/// <summary>
/// A shared library on disk, looked at before the system's loader is asked for it: the loader maps a file that was cut short
/// all the same, and the process then dies of a bus error without a word.
/// </summary>
internal static class SharedLibraryFile
{
    private const int HeaderSize = 64;
    private const uint LoadedSegment = 1;

    /// <summary>What is wrong with a file; null where everything that the loader maps is there. Names as in elf.h: Elf64_Ehdr, Elf64_Phdr.</summary>
    internal static string? Damage(string path)
    {
        if (!File.Exists(path))
            return $"{path} is missing.";
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var header = Read(HeaderSize, 0);
        if (!header.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            return $"{path} is no shared library.";
        var (offset, size, count) = (ULong(header, 0x20), Half(header, 0x36), Half(header, 0x38));
        if (offset > (ulong)length || offset + (ulong)(size * count) > (ulong)length)
            return $"{path} is cut short.";
        for (var k = 0; k < count; k++)
        {
            var segment = Read(size, (long)offset + (k * size));
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) == LoadedSegment && ULong(segment, 8) + ULong(segment, 32) > (ulong)length)
                return $"{path} is cut short.";
        }

        return null;

        // What lies beyond the end reads as zeros.
        byte[] Read(int bytes, long at)
        {
            var buffer = new byte[bytes];
            RandomAccess.Read(file, buffer, at);
            return buffer;
        }
    }

    private static ushort Half(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static ulong ULong(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
