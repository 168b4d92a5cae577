using System.Buffers.Text;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Numbers of atomic files: finite, a point as decimal separator, an exponent allowed.</summary>
internal static class RecBoleNumber
{
    // Longer digit strings say nothing that a double could hold.
    private const int MaxDigits = 40;

    internal static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        // Utf8Parser knows no leading plus and stops at the first byte that is no part of a number.
        if (text is [(byte)'+', (>= (byte)'0' and <= (byte)'9') or (byte)'.', ..])
            text = text[1..];
        return Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length && double.IsFinite(value);
    }

    /// <summary>Whether a number can stand in JSON digit by digit: <c>-?(0|[1-9][0-9]*)(\.[0-9]+)?</c>.</summary>
    internal static bool IsPlainJson(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxDigits)
            return false;
        if (text is [(byte)'-', ..])
            text = text[1..];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        return AreDigits(whole) && (whole.Length == 1 || whole[0] != '0') && (point < 0 || AreDigits(text[(point + 1)..]));
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
