using System.Text;

namespace KDiffE.Fuzz;

/// <summary>
/// Changes inputs at random, and the same way for the same seed: bits, bytes, numbers, pieces left out, repeated or taken from
/// elsewhere, and words of the forms that are read. It knows nothing of what the code does with them; that is AFL's part.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MostChanges = 8;
    private const int LongestPiece = 64;
    private const int LongestInput = 1 << 16;

    private static readonly byte[] Bytes = [0, 1, 7, 9, 10, 13, 34, 39, 44, 48, 57, 92, 127, 128, 192, 237, 255];
    private static readonly long[] Numbers = [0, 1, -1, sbyte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\"\"", "null", "true", "{}", "[]", "[[[[[[[[", "{\"a\":", "1e400", "-0", "NaN", "Infinity", "\\ud800", "\uFEFF", "\u0000", "\t\t", "\r\n", "00", "9999999999999999999999",
            " and ", " or ", "not ", "exists(", "in (", "((((((((((", "`", "*/", "-1/", "L", "#", "?", "W", "H", "(0,)", "<f4", "'", "True", "2262-04-12", "2021-02-30",
        }.Select(Encoding.UTF8.GetBytes),
        [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80],
        [0xC0, 0x80],
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    internal byte[] Next()
    {
        var input = new List<byte>(Pick(corpus));
        for (var change = _random.Next(MostChanges); change >= 0; change--)
            Change(input);
        return input.Count <= LongestInput ? [.. input] : [.. input.Take(LongestInput)];
    }

    private void Change(List<byte> input)
    {
        var at = _random.Next(input.Count + 1);
        var length = Math.Min(_random.Next(1, LongestPiece), input.Count - at);
        switch (_random.Next(8))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Pick(Bytes);
                break;
            case 2 when at < input.Count:
                input[at] += (byte)_random.Next(-16, 17);
                break;
            case 3:
                input.RemoveRange(at, length);
                break;
            case 4:
                input.InsertRange(_random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 5:
                var other = Pick(corpus);
                var from = _random.Next(other.Length + 1);
                input.InsertRange(at, other[from..Math.Min(other.Length, from + _random.Next(LongestPiece))]);
                break;
            case 6:
                var number = BitConverter.GetBytes(Pick(Numbers))[..(1 << _random.Next(4))];
                for (var k = 0; k < number.Length && at + k < input.Count; k++)
                    input[at + k] = number[k];
                break;
            default:
                input.InsertRange(at, Pick(Words));
                break;
        }
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
