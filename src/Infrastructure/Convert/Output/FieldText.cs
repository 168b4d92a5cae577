using System.Text;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>What fields of RecBole's files may hold.</summary>
internal static class FieldText
{
    private const int ExcerptCharacters = 40;
    private const int MaxNumberCharacters = 64;

    /// <summary>Why a text can be no id; null where it can.</summary>
    internal static string? WhyNoId(ReadOnlySpan<char> id)
    {
        if (id.IsWhiteSpace())
            return "is empty";
        if (ExternalId.IsTooLong(id))
            return $"is longer than {ExternalId.MaxCharacters} characters";
        if (ExternalId.IsDots(id))
            return ExternalId.DotsFlaw;
        if (id.ContainsAny("\t\n\r\0"))
            return "holds a tab, a line break or a NUL, which no id may";
        return IsWellFormed(id) ? null : "holds half a character, which no id may";
    }

    /// <summary>Whether a text is a finite number as the files have them.</summary>
    internal static bool IsNumber(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[MaxNumberCharacters];
        return Encoding.UTF8.TryGetBytes(text, utf8, out var length) && RecBoleNumber.TryParse(utf8[..length], out _);
    }

    /// <summary>Whether a field that may be missing is: empty, or what databases and data frames write for nothing.</summary>
    internal static bool IsMissing(ReadOnlySpan<char> text) =>
        text.IsWhiteSpace() || text is "NULL" or "null" or "NaN" or "nan" or "None" or "<NA>" or "\\N";

    /// <summary>A value as a part of a sequence, whose parts are separated by spaces.</summary>
    internal static string SequencePart(string value) => string.Join('_', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The beginning of a field, for messages.</summary>
    internal static string Excerpt(ReadOnlySpan<char> text) => text.Length <= ExcerptCharacters ? text.ToString() : $"{text[..ExcerptCharacters]}…";

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;
            text = text[length..];
        }

        return true;
    }
}
