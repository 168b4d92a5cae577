using System.Buffers;
using System.Text;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>Reads what Python prints for dictionaries, which differs from JSON in quotes, escapes and three words.</summary>
internal static class PythonLiteral
{
    /// <summary>The same as JSON; what is neither stays as it is, for the JSON reader to refuse.</summary>
    internal static byte[] ToJson(ReadOnlySpan<byte> literal)
    {
        var json = new ArrayBufferWriter<byte>(literal.Length + 64);
        for (var i = 0; i < literal.Length;)
        {
            if (literal[i] is (byte)'\'' or (byte)'"')
                i = CopyString(literal, i, json);
            else if (Word(literal[i..]) is ({ } word, var length))
            {
                json.Write(Encoding.UTF8.GetBytes(word));
                i += length;
            }
            else
                json.Write(literal.Slice(i++, 1));
        }

        return json.WrittenSpan.ToArray();
    }

    private static (string? Word, int Length) Word(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("True"u8) ? ("true", 4)
        : rest.StartsWith("False"u8) ? ("false", 5)
        : rest.StartsWith("None"u8) ? ("null", 4)
        // Python 2 marks its Unicode strings.
        : rest is [(byte)'u', (byte)'\'' or (byte)'"', ..] ? ("", 1)
        : (null, 0);

    private static int CopyString(ReadOnlySpan<byte> literal, int start, ArrayBufferWriter<byte> json)
    {
        var quote = literal[start];
        json.Write("\""u8);
        var i = start + 1;
        while (i < literal.Length && literal[i] != quote)
        {
            if (literal[i] == '\\' && i + 1 < literal.Length)
                i += CopyEscape(literal[i..], json);
            else if (literal[i] == '"')
            {
                json.Write("\\\""u8);
                i++;
            }
            else
                json.Write(literal.Slice(i++, 1));
        }

        if (i < literal.Length)
            json.Write("\""u8);
        return i + 1;
    }

    private static int CopyEscape(ReadOnlySpan<byte> escape, ArrayBufferWriter<byte> json)
    {
        switch (escape[1])
        {
            case (byte)'\'':
                json.Write("'"u8);
                return 2;
            case (byte)'x':
                json.Write("\\u00"u8);
                return 2;
            case (byte)'a' or (byte)'v' or (byte)'0':
                json.Write(" "u8);
                return 2;
            default:
                json.Write(escape[..2]);
                return 2;
        }
    }
}
