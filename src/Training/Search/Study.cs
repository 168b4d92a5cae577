using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Search;

/// <summary>A search with its finished trials: what it is of, for only trials of one search can be compared, and continued.</summary>
/// <param name="Dataset">The data's size.</param>
/// <param name="Fingerprint">The data's content, see <see cref="DatasetFingerprint"/>.</param>
/// <param name="Base">Every setting of the first trial; its <c>KDiffE:Seed</c> is the search's too.</param>
/// <param name="Space">The values of each setting that is searched.</param>
/// <param name="Trials">Finished trials in order.</param>
internal sealed record Study(
    [property: JsonPropertyName("dataset")] DatasetReport Dataset,
    [property: JsonPropertyName("fingerprint")] string Fingerprint,
    [property: JsonPropertyName("base")] IReadOnlyDictionary<string, string> Base,
    [property: JsonPropertyName("space")] IReadOnlyDictionary<string, JsonElement> Space,
    [property: JsonPropertyName("trials")] IReadOnlyList<Trial> Trials)
{
    /// <summary>The number of the best trial.</summary>
    [JsonPropertyName("best_trial")]
    public int? BestTrial => Best?.Number;

    /// <summary>Names the search, whatever the data hold now: the SHA-256 of base and space, and the dataset's name.</summary>
    internal string Key => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { dataset = Dataset.Name, @base = Base.OrderBy(pair => pair.Key, StringComparer.Ordinal), space = Space.OrderBy(pair => pair.Key, StringComparer.Ordinal) })));

    /// <summary>The trials from the best to the worst; failed ones last, equal ones in their order.</summary>
    internal IReadOnlyList<Trial> Ranked => [.. Trials.OrderByDescending(trial => trial.Score ?? double.NegativeInfinity)];

    /// <summary>The best trial; null when none has ended well.</summary>
    internal Trial? Best => Ranked.FirstOrDefault(trial => trial.Score is not null);

    /// <summary>These and one more.</summary>
    internal Study With(Trial trial) => this with { Trials = [.. Trials, trial] };

    /// <summary>What a trial sets otherwise than the base, for the console.</summary>
    internal string Changes(Trial trial)
    {
        var changes = Differing(trial);
        return changes.Count > 0 ? string.Join(' ', changes.Select(pair => $"{pair.Key}={pair.Value}")) : "nothing";
    }

    /// <summary>What a trial sets otherwise than the base, by name.</summary>
    internal Dictionary<string, string> Differing(Trial trial) =>
        new(trial.Settings.Where(pair => Base[pair.Key] != pair.Value), StringComparer.Ordinal);

    /// <summary>How the search differs from another one; empty when one continues the other.</summary>
    internal IEnumerable<string> DifferencesFrom(Study other)
    {
        IEnumerable<string> data = Dataset.Name != other.Dataset.Name ? [$"its dataset is '{Dataset.Name}', not '{other.Dataset.Name}'"]
            : Fingerprint != other.Fingerprint ? [$"it is of other data of '{Dataset.Name}'"]
            : [];
        return [.. data, .. Differences(Base, other.Base, "its"), .. Differences(Texts(Space), Texts(other.Space), "its space of")];

        static Dictionary<string, string> Texts(IReadOnlyDictionary<string, JsonElement> space) =>
            space.ToDictionary(pair => pair.Key, pair => JsonSerializer.Serialize(pair.Value), StringComparer.Ordinal);

        static IEnumerable<string> Differences(IReadOnlyDictionary<string, string> mine, IReadOnlyDictionary<string, string> others, string whose) =>
            from name in mine.Keys.Union(others.Keys, StringComparer.Ordinal)
            let values = (mine.GetValueOrDefault(name) ?? "absent", others.GetValueOrDefault(name) ?? "absent")
            where values.Item1 != values.Item2
            select $"{whose} {name} is {values.Item1}, not {values.Item2}";
    }
}
