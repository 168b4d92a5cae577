using System.Text;

namespace KDiffE.Domain.Snapshots;

/// <summary>Strings as one run of UTF-8 bytes; string i lies between offsets i and i + 1.</summary>
internal sealed class StringTable(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<long> offsets)
{
    public int Count => offsets.Length - 1;

    public string this[int index] => Encoding.UTF8.GetString(Utf8(index));

    public ReadOnlySpan<byte> Utf8(int index)
    {
        var bounds = offsets.Span;
        return bytes.Span[(int)bounds[index]..(int)bounds[index + 1]];
    }

    /// <exception cref="FormatException">A string is not UTF-8.</exception>
    public void Verify(string name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (!System.Text.Unicode.Utf8.IsValid(Utf8(i)))
                throw new FormatException($"{name} {i} is not valid UTF-8");
        }
    }
}
