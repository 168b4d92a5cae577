namespace KDiffE.Infrastructure.Bulk;

/// <summary>A body cannot be divided into rows.</summary>
/// <param name="message">Why, for whoever sent it.</param>
/// <param name="innerException">What found it.</param>
public sealed class BulkFormatException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    private const int MaxBlankLines = 1_000_000;

    /// <summary>Refuses a body of empty lines, which packs to nearly nothing and would keep its reader busy all the same.</summary>
    /// <param name="blanks">Empty lines until now.</param>
    internal static void ThrowIfTooMany(long blanks)
    {
        if (blanks > MaxBlankLines)
            throw new BulkFormatException($"More than {MaxBlankLines} of its lines are empty.");
    }
}
