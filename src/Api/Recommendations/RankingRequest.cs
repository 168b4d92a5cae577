using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;

namespace KDiffE.Api.Recommendations;

/// <summary>What the rankings have in common that are asked for in a body.</summary>
/// <remarks>Settable, because the JSON reader gives what can only be initialised the default of its type and not of the property.</remarks>
public abstract record RankingRequest
{
    /// <summary>How many items, from 1 to 200.</summary>
    [Range(1, ResultSize.MaxRanked)]
    public int N { get; set; } = ResultSize.Default;

    /// <summary>Ids of items that are not to be in the answer.</summary>
    public IReadOnlyList<string>? Exclude { get; set; }

    /// <summary>Whether items are shown that whoever asks has seen.</summary>
    public bool IncludeSeen { get; set; }

    internal RankingQuery ToQuery() => new(N, Cursor: null, Exclude is null ? null : [.. Exclude]);
}
