using System.Globalization;

namespace KDiffE.Domain.Filtering;

/// <summary>Numbers in text, as JSON writes them: <c>-12.5e+3</c>, no leading zeros, no leading or trailing point.</summary>
internal static class JsonNumber
{
    /// <summary>Reads the number at the start of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number; infinite where it is too large for a double.</param>
    /// <returns>Its length in characters; 0 where there is none.</returns>
    internal static int Read(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var sign = text is ['-', ..] ? 1 : 0;
        var whole = text[sign..] is ['0', ..] ? 1 : Digits(text[sign..]);
        if (whole == 0)
            return 0;
        var end = sign + whole;
        if (text[end..] is ['.', .. var fraction] && Digits(fraction) is > 0 and var places)
            end += 1 + places;
        if (text[end..] is ['e' or 'E', .. var power])
        {
            var powerSign = power is ['+' or '-', ..] ? 1 : 0;
            if (Digits(power[powerSign..]) is > 0 and var digits)
                end += 1 + powerSign + digits;
        }

        value = double.Parse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture);
        return end;
    }

    /// <summary>The number that a whole text is; NaN where it is none.</summary>
    internal static double Of(ReadOnlySpan<char> text) => Read(text, out var value) is > 0 and var length && length == text.Length ? value : double.NaN;

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
}
