namespace KDiffE.Training.Search;

/// <summary>What a search did on earlier data, such as the catalogue's of yesterday: its figures are not these data's, its finds may be good for them.</summary>
/// <param name="Latest">The search on the newest of them that has a best trial; null where there is none.</param>
/// <param name="Seconds">How long all trials on them took that still count.</param>
/// <param name="LastNumber">The last draw of all; 0 before the first.</param>
internal sealed record EarlierTrials(Study? Latest, double Seconds, int LastNumber)
{
    /// <summary>Nothing.</summary>
    internal static EarlierTrials None { get; } = new(Latest: null, Seconds: 0, LastNumber: 0);

    /// <summary>The trial whose settings are best on them.</summary>
    internal Trial? Best => Latest?.Best;
}
