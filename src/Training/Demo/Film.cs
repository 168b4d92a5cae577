namespace KDiffE.Training.Demo;

/// <summary>One item of the demo catalogue.</summary>
/// <param name="Id">For example <c>noir-the-glass-harbour-1963</c>.</param>
/// <param name="Title">Readable and invented.</param>
/// <param name="Year">Year of release, for example 1963.</param>
/// <param name="Taste">The taste it was made for.</param>
/// <param name="SecondTaste">One that also likes it, or null.</param>
/// <param name="Director">Who made it; most makers stay with one taste.</param>
/// <param name="Studio">Who paid for it; a studio serves two tastes.</param>
/// <param name="Setting">The place where it plays.</param>
/// <param name="Series">Title of the first part, or null.</param>
internal sealed record Film(
    string Id, string Title, int Year, Taste Taste, Taste? SecondTaste, string Director, string Studio, string Setting, string? Series)
{
    /// <summary>Genres and moods.</summary>
    public IEnumerable<string> Categories =>
        new[] { Taste.Genre, Taste.Mood, SecondTaste?.Genre }.OfType<string>().Distinct();
}
