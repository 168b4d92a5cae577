using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Api.Catalog;

/// <summary>How many rows a page holds, and the times that lists are filtered by.</summary>
internal static class PageSize
{
    /// <summary>As many as there are when <c>n</c> is not given.</summary>
    public const int Default = 100;

    /// <summary>The largest <c>n</c>.</summary>
    public const int Max = 1000;

    /// <summary>Reads a time of a query, where a plus sign that was not encoded is a blank.</summary>
    /// <exception cref="InvalidFieldException">It is none, or has no offset.</exception>
    public static DateTimeOffset? Time(string name, string? value)
    {
        if (value is null)
            return null;
        return OffsetTimeConverter.TryParse(value.Replace(' ', '+'), out var time)
            ? time
            : throw new InvalidFieldException(name, $"must be a time in ISO 8601 with an offset, not '{value}'");
    }
}
