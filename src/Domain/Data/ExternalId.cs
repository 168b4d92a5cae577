namespace KDiffE.Domain.Data;

/// <summary>
/// How long an external id may be. Characters are Unicode code points, as PostgreSQL counts them: an emoji is one,
/// though it takes two in a <see cref="string"/> and four bytes in UTF-8.
/// </summary>
public static class ExternalId
{
    /// <summary>The most characters of an id.</summary>
    public const int MaxCharacters = 200;

    /// <summary>The most bytes of an id in UTF-8.</summary>
    public const int MaxBytes = MaxCharacters * 4;

    /// <summary>The characters of a text; half a surrogate pair counts as one.</summary>
    public static int Characters(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }

    /// <summary>The characters of a text in valid UTF-8.</summary>
    public static int Characters(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var value in utf8)
        {
            if ((value & 0xC0) != 0x80)
                count++;
        }

        return count;
    }

    /// <summary>Whether an id has more than <see cref="MaxCharacters"/>.</summary>
    // A character takes at least one unit, so most ids need no counting.
    public static bool IsTooLong(ReadOnlySpan<char> id) => id.Length > MaxCharacters && Characters(id) > MaxCharacters;

    /// <inheritdoc cref="IsTooLong(ReadOnlySpan{char})"/>
    public static bool IsTooLong(ReadOnlySpan<byte> utf8) => utf8.Length > MaxCharacters && Characters(utf8) > MaxCharacters;
}
