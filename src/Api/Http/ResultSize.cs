namespace KDiffE.Api.Http;

/// <summary>How many entries an answer holds: what <c>n</c> may be.</summary>
internal static class ResultSize
{
    /// <summary>As many as there are when <c>n</c> is not given.</summary>
    public const int Default = 20;

    /// <summary>The largest <c>n</c> of rankings.</summary>
    public const int MaxRanked = 200;

    /// <summary>The largest <c>n</c> of lists.</summary>
    public const int Max = 100;
}
