using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Data;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Recommendations;

/// <summary>What every ranking can be asked.</summary>
/// <param name="N">How many items, from 1 to 200.</param>
/// <param name="Cursor">`next` of the answer before, for the page after it; everything else as before.</param>
/// <param name="Exclude">Ids of items that are not to be in the answer; may be given many times.</param>
public sealed record RankingQuery(
    [FromQuery(Name = "n"), Range(1, ResultSize.MaxRanked)] int N = ResultSize.Default,
    [FromQuery(Name = "cursor")] string? Cursor = null,
    [FromQuery(Name = "exclude")] string[]? Exclude = null)
{
    private const int MostExcluded = 1_000;

    /// <summary>The same as a question.</summary>
    /// <param name="subject">For whom or what.</param>
    /// <param name="includeSeen">Whether items are shown that whoever asks has seen.</param>
    /// <exception cref="InvalidParameterException">A parameter has no valid value.</exception>
    internal Question ToQuestion(string subject, bool includeSeen = false)
    {
        var exclude = Exclude ?? [];
        if (exclude.Length > MostExcluded)
            throw new InvalidParameterException("exclude", $"names at most {MostExcluded} items, not {exclude.Length}");
        if (Array.Exists(exclude, id => ExternalId.IsTooLong(id)))
            throw new InvalidParameterException("exclude", $"names items of at most {ExternalId.MaxCharacters} characters");
        var question = new Question(subject, N, new ItemFilter(exclude), includeSeen, After: null);
        return Cursor is null ? question : question with { After = Read(Cursor, question.Key) };
    }

    private static Cursor Read(string text, ulong key) => Serving.Asking.Cursor.Parse(text) switch
    {
        null => throw new InvalidParameterException("cursor", "is not what an answer gave as next"),
        var cursor when cursor.Request != key => throw new InvalidParameterException("cursor", "is of another request: ask for the same as before"),
        var cursor => cursor,
    };
}
