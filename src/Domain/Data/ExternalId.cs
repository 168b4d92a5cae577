namespace KDiffE.Domain.Data;

/// <summary>
/// What an external id may be. Characters are Unicode code points, as PostgreSQL counts them: an emoji is one,
/// though it takes two in a <see cref="string"/> and four bytes in UTF-8.
/// </summary>
public static class ExternalId
{
    /// <summary>The most characters of an id.</summary>
    public const int MaxCharacters = 200;

    /// <summary>The most bytes of an id in UTF-8.</summary>
    public const int MaxBytes = MaxCharacters * 4;

    /// <summary>What is said of a field that holds '.' or '..', behind its name.</summary>
    public const string DotsFlaw = "is '.' or '..', which no path can name";

    /// <summary>What is wrong with an id that came as text; null when it is one.</summary>
    public static string? Flaw(string id) => id switch
    {
        "" => "An id has at least one character.",
        _ when id.Contains('\0', StringComparison.Ordinal) => "An id has no NUL.",
        _ when !IsWellFormed(id) => "An id is Unicode text; this one has half of a character.",
        _ when IsTooLong(id) => $"An id has at most {MaxCharacters} characters; this one has {Characters(id)}.",
        _ when IsDots(id) => "An id is not '.' or '..', which no path can name.",
        _ => null,
    };

    /// <summary>Whether an id is '.' or '..', which mean another place in a path, so that no request could name it.</summary>
    public static bool IsDots(ReadOnlySpan<char> id) => id is "." or "..";

    /// <inheritdoc cref="IsDots(ReadOnlySpan{char})"/>
    public static bool IsDots(ReadOnlySpan<byte> utf8) => utf8.SequenceEqual("."u8) || utf8.SequenceEqual(".."u8);

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

    private static bool IsWellFormed(string id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsSurrogate(id[i]) && !(i + 1 < id.Length && char.IsSurrogatePair(id[i], id[++i])))
                return false;
        }

        return true;
    }
}
