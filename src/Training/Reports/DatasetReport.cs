using System.Text.Json.Serialization;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Reports;

/// <summary>The size of a dataset.</summary>
internal sealed record DatasetReport(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("users")] int Users,
    [property: JsonPropertyName("items")] int Items,
    [property: JsonPropertyName("train")] int Train,
    [property: JsonPropertyName("valid")] int Valid,
    [property: JsonPropertyName("test")] int Test,
    [property: JsonPropertyName("negative")] int Negative,
    [property: JsonPropertyName("entities")] int Entities,
    [property: JsonPropertyName("relations")] int Relations,
    [property: JsonPropertyName("triples")] int Triples)
{
    internal static DatasetReport Of(Dataset data) => new(
        data.Name, data.Users, data.Items, data.Train.Count, data.Valid.Count, data.Test.Count, data.Negative.Count,
        data.Entities, data.Relations, data.Triples.Count);
}
