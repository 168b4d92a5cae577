namespace KDiffE.Api.Http;

/// <summary>How many entries an answer holds: what <c>n</c> may be.</summary>
internal static class ResultSize
{
    /// <summary>As many as there are when <c>n</c> is not given.</summary>
    public const int Default = 20;

    /// <summary>The largest <c>n</c>: a ranking of this size fits on the stack, 8 bytes an item.</summary>
    public const int Max = 100;
}
