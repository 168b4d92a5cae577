using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;

namespace KDiffE.Api.Recommendations;

/// <summary>What the rankings have in common that are asked for in a body.</summary>
/// <remarks>Settable, because the JSON reader gives what can only be initialised the default of its type and not of the property.</remarks>
public abstract record RankingRequest : RankingFilterRequest
{
    /// <summary>How many items, from 1 to 200; 20 unless given.</summary>
    [Range(1, ResultSize.MaxRanked, ErrorMessage = RangeRule)]
    public int N { get; set; } = ResultSize.Default;

    /// <summary>How much unlikeness counts beside the score, from 0 to 1.</summary>
    [Range(0.0, 1.0, ErrorMessage = RangeRule)]
    public double Diversity { get; set; }

    /// <summary>How many items of one category there may be.</summary>
    [Range(1, ResultSize.MaxRanked, ErrorMessage = RangeRule)]
    public int? MaxPerCategory { get; set; }

    internal override RankingQuery ToQuery() => base.ToQuery() with { N = N, Diversity = Diversity, MaxPerCategory = MaxPerCategory };
}

/// <summary>Which items may be in a ranking that is asked for in a body.</summary>
/// <inheritdoc cref="RankingRequest"/>
public abstract record RankingFilterRequest
{
    /// <summary>What is said of a number that is out of its range.</summary>
    internal const string RangeRule = "must be from {1} to {2}.";

    /// <summary>Ids of items that are not to be in the answer.</summary>
    public IReadOnlyList<string>? Exclude { get; set; }

    /// <summary>Whether items are shown that whoever asks has seen.</summary>
    public bool IncludeSeen { get; set; }

    /// <summary>Only items of one of these categories.</summary>
    public IReadOnlyList<string>? Categories { get; set; }

    /// <summary>`all` for items that have all the categories, `any` unless given.</summary>
    [AllowedValues("any", "all", ErrorMessage = "must be any or all.")]
    public string CategoryMatch { get; set; } = "any";

    /// <summary>Only items of whose attributes this holds, such as `year >= 1990`.</summary>
    public string? Where { get; set; }

    /// <summary>Attributes to tell of each item.</summary>
    public IReadOnlyList<string>? Fields { get; set; }

    internal virtual RankingQuery ToQuery() => new(
        ResultSize.Default, Cursor: null, Exclude?.ToArray(), Categories?.ToArray(), CategoryMatch, Where, Fields is null or [] ? null : string.Join(',', Fields));
}
