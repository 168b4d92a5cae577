using System.Globalization;
using System.Runtime.CompilerServices;
using KDiffE.Domain.Data;
using KDiffE.Domain.Feedback;
using KDiffE.Domain.Filtering;

namespace KDiffE.Api.Serving.Asking;

/// <summary>What somebody wants to have ranked, and how much of it.</summary>
/// <param name="Endpoint">What kind of question it is.</param>
/// <param name="Subject">For whom or what; a page and the next are of the same.</param>
/// <param name="N">How many items.</param>
/// <param name="Filter">Which items may be among them.</param>
internal sealed record Question(RecommendationEndpoint Endpoint, string Subject, int N, RankingFilter Filter)
{
    /// <summary>Whether items are shown that whoever asks has seen.</summary>
    public bool IncludeSeen { get; init; }

    /// <summary>Where the page before ended; null for the first.</summary>
    public Cursor? After { get; init; }

    /// <summary>Attributes to tell of each item; null for none.</summary>
    public IReadOnlyList<AttributePath>? Fields { get; init; }

    /// <summary>How much unlikeness counts beside the score, from 0 to 1; see <see cref="Domain.Ranking.Diversity"/>.</summary>
    public double Diversity { get; init; }

    /// <summary>How many items of one category there may be; null for no limit.</summary>
    public int? MaxPerCategory { get; init; }

    /// <summary>Whether the answer is a choice from more than it shows, which has no next page.</summary>
    public bool IsChoice => Diversity > 0 || MaxPerCategory is not null;

    /// <summary>Whether to say why.</summary>
    public bool Explain { get; init; }

    /// <summary>Whether the answer shows what a snapshot would say, and counts in no figures.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Whether the answer depends on attributes or categories of items.</summary>
    public bool ReadsAttributes => Filter.NeedsCatalog || Fields is not null || MaxPerCategory is not null;

    /// <summary>Tells this question from others that are answered otherwise, be it with another page of the same ranking.</summary>
    public ulong WholeKey => StableHash.Of(
    [
        Key,
        (ulong)N,
        After is null ? 0 : StableHash.Of(After.ToString()),
        Fields is null ? 0 : StableHash.Of(string.Join(',', Fields)),
        BitConverter.DoubleToUInt64Bits(Diversity),
        (ulong)(MaxPerCategory ?? 0),
        Explain ? 1UL : 0,
    ]);

    /// <summary>Tells this question from others that rank otherwise.</summary>
    public ulong Key
    {
        get
        {
            var text = new DefaultInterpolatedStringHandler(1, 2, CultureInfo.InvariantCulture, stackalloc char[256]);
            text.AppendFormatted(Endpoint);
            text.AppendLiteral(" ");
            text.AppendFormatted(Subject);
            var key = StableHash.Of(text.Text, StableHash.Of(Filter.Key, IncludeSeen ? 1UL : 0));
            text.Clear();
            return key;
        }
    }
}
