using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Serving.Asking;
using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Data;
using KDiffE.Domain.Feedback;
using KDiffE.Domain.Filtering;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Recommendations;

/// <summary>What every ranking can be asked.</summary>
/// <param name="N">How many items, from 1 to 200.</param>
/// <param name="Cursor">`next` of the answer before, for the page after it; everything else as before.</param>
/// <param name="Exclude">Ids of items that are not to be in the answer; may be given up to 1,000 times.</param>
/// <param name="Category">Only items of this category; given more than once, of any of them.</param>
/// <param name="CategoryMatch">`all` for items that have all the categories, `any` unless given.</param>
/// <param name="Where">Only items of whose attributes this holds, such as `year >= 1990 and genre in ("noir", "western")`.</param>
/// <param name="Fields">Attributes to tell of each item, with commas between them.</param>
/// <param name="Diversity">How much unlikeness counts beside the score, from 0 to 1; there is no next page then.</param>
/// <param name="MaxPerCategory">How many items of one category there may be; there is no next page then.</param>
public sealed record RankingQuery(
    [FromQuery(Name = "n"), Range(1, ResultSize.MaxRanked)] int N = ResultSize.Default,
    [FromQuery(Name = "cursor")] string? Cursor = null,
    [FromQuery(Name = "exclude")] string[]? Exclude = null,
    [FromQuery(Name = "category")] string[]? Category = null,
    [FromQuery(Name = "categoryMatch"), AllowedValues("any", "all")] string CategoryMatch = "any",
    [FromQuery(Name = "where")] string? Where = null,
    [FromQuery(Name = "fields")] string? Fields = null,
    [FromQuery(Name = "diversity"), Range(0.0, 1.0)] double Diversity = 0,
    [FromQuery(Name = "maxPerCategory"), Range(1, ResultSize.MaxRanked)] int? MaxPerCategory = null)
{
    private const int MostExcluded = 1_000;
    private const int MostCategories = 20;
    private const int MostFields = 50;

    /// <summary>The same as a question.</summary>
    /// <param name="endpoint">What kind of question it is.</param>
    /// <param name="subject">For whom or what.</param>
    /// <param name="includeSeen">Whether items are shown that whoever asks has seen.</param>
    /// <exception cref="InvalidParameterException">A parameter has no valid value.</exception>
    internal Question ToQuestion(RecommendationEndpoint endpoint, string subject, bool includeSeen = false)
    {
        var filter = new RankingFilter(ReadExclude(), ReadCategories(), Where is null ? null : Read("where", () => WhereClause.Parse(Where)));
        var question = new Question(endpoint, subject, N, filter) { IncludeSeen = includeSeen, Fields = ReadFields(), Diversity = Diversity, MaxPerCategory = MaxPerCategory };
        if (Cursor is not null && question.IsChoice)
            throw new InvalidParameterException("cursor", "does not go with diversity or maxPerCategory: such a list has one page");
        return Cursor is null ? question : question with { After = Read(Cursor, question.Key) };
    }

    private string[] ReadExclude()
    {
        var exclude = Exclude ?? [];
        if (exclude.Length > MostExcluded)
            throw new InvalidParameterException("exclude", $"names at most {MostExcluded} items, not {exclude.Length}");
        if (Array.Exists(exclude, id => ExternalId.IsTooLong(id)))
            throw new InvalidParameterException("exclude", $"names items of at most {ExternalId.MaxCharacters} characters");
        return exclude;
    }

    private WhereClause? ReadCategories()
    {
        return Category switch
        {
            null or [] => null,
            { Length: > MostCategories } => throw new InvalidParameterException("category", $"is given at most {MostCategories} times, not {Category.Length}"),
            _ => Read("category", () => CategoryFilter.Of(Category, CategoryMatch == "all")),
        };
    }

    private AttributePath[]? ReadFields()
    {
        if (Fields is null)
            return null;
        var names = Fields.Split(',', StringSplitOptions.TrimEntries);
        return names.Length > MostFields
            ? throw new InvalidParameterException("fields", $"names at most {MostFields} attributes, not {names.Length}")
            : [.. names.Select(name => Read("fields", () => AttributePath.Parse(name))).Distinct()];
    }

    private static T Read<T>(string parameter, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (InvalidFilterException error)
        {
            throw new InvalidParameterException(parameter, $"is not valid at {error.Message}");
        }
    }

    private static Cursor Read(string text, ulong key) => Serving.Asking.Cursor.Parse(text) switch
    {
        null => throw new InvalidParameterException("cursor", "is not what an answer gave as next"),
        var cursor when cursor.Request != key => throw new InvalidParameterException("cursor", "is of another request: ask for the same as before"),
        var cursor => cursor,
    };
}
