using System.Text.Json.Serialization;

namespace KDiffE.Domain.Snapshots;

/// <summary>
/// What the columns of a served row are, in this order; a score is the sum of the parts' dot products. Where there is but
/// the first, rows are as the model has learnt them; beside others users' rows of it have length 1.
/// </summary>
/// <param name="Model">Columns that the model has learnt.</param>
/// <param name="Profile">Columns of content: what an item is, and the mean of that over a user's items.</param>
/// <param name="Prior">1 where there is a column of what items count for everybody, in which users have 1; else 0.</param>
public sealed record RowParts(
    [property: JsonPropertyName("model")] int Model,
    [property: JsonPropertyName("profile")] int Profile,
    [property: JsonPropertyName("prior")] int Prior)
{
    /// <summary>Rows of nothing but what the model has learnt.</summary>
    internal static RowParts Of(int dim) => new(dim, 0, 0);

    /// <summary>Columns of the model and of the profile: what items and users have of their own, which cosines compare.</summary>
    [JsonIgnore]
    public int Own => Model + Profile;

    /// <summary>Whether there is nothing beside what the model has learnt.</summary>
    [JsonIgnore]
    internal bool IsPlain => Profile == 0 && Prior == 0;

    /// <summary>Whether these are the parts of rows of so many columns.</summary>
    internal bool Fit(int dim) => Model > 0 && Profile >= 0 && Prior is 0 or 1 && (long)Model + Profile + Prior == dim;
}
