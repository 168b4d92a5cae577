using System.Text.Json.Serialization;

namespace KDiffE.Training.Rows;

/// <summary>What is added to the rows that a model has learnt, as it was chosen on validation data.</summary>
/// <param name="Popularity">w of w·√(n / the most n), with n an item's training interactions; 0 for none.</param>
/// <param name="Profiles">By content source, w of w·(the mean dot product of the item's row and those of the user's items); sources that help nothing are not there.</param>
/// <param name="Blend">How rare items lean on what is predicted of them; null where they do not.</param>
/// <param name="Cold">Where items without an interaction stand; null where nothing places them, or there are none.</param>
internal sealed record RowWeights(
    [property: JsonPropertyName("popularity")] double Popularity,
    [property: JsonPropertyName("profiles")] IReadOnlyDictionary<string, double> Profiles,
    [property: JsonPropertyName("blend")] Blend? Blend,
    [property: JsonPropertyName("cold")] Placement? Cold)
{
    private const string ColdFigure = "weight.cold.";

    /// <summary>Nothing is added.</summary>
    internal static RowWeights None { get; } = new(0, new SortedDictionary<string, double>(StringComparer.Ordinal), null, null);

    /// <summary>Whether nothing is added.</summary>
    [JsonIgnore]
    internal bool AreNone => Popularity == 0 && Profiles.Count == 0 && Blend is null && Cold is not { Length: > 0 };

    /// <summary>The weight of a source's profile.</summary>
    internal double Profile(string source) => Profiles.GetValueOrDefault(source);

    /// <summary>The same with another weight of a source's profile.</summary>
    internal RowWeights WithProfile(string source, double weight)
    {
        var profiles = new SortedDictionary<string, double>(Profiles.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        profiles.Remove(source);
        if (weight > 0)
            profiles.Add(source, weight);
        return this with { Profiles = profiles };
    }

    /// <summary>The weights as figures of a snapshot: those that are not 0, and c.</summary>
    internal IEnumerable<(string Name, double Weight)> Figures()
    {
        if (Popularity > 0)
            yield return ("weight.popularity", Popularity);
        foreach (var (source, weight) in Profiles)
            yield return ($"weight.profile.{source}", weight);
        if (Blend is not null)
            yield return ($"weight.blend.{Blend.Source}", Blend.Strength);
        if (Cold is not null)
            yield return (ColdFigure + Cold.Source, Cold.Length);
    }

    /// <summary>Where items without an interaction stand by a snapshot's figures; null where they do not say.</summary>
    internal static Placement? ColdOf(IReadOnlyDictionary<string, double> figures) => figures
        .Where(figure => figure.Key.StartsWith(ColdFigure, StringComparison.Ordinal))
        .Select(figure => new Placement(figure.Key[ColdFigure.Length..], figure.Value)).FirstOrDefault();

    /// <summary>What is added, for people.</summary>
    public override string ToString() => AreNone ? "Nothing is added to the rows: validation data ask for none of it." : "Added to the rows: " + string.Join(
        "; ",
        [
            .. Popularity > 0 ? [FormattableString.Invariant($"what is popular, weight {Popularity:G3}")] : Array.Empty<string>(),
            .. Profiles.Select(profile => FormattableString.Invariant($"profiles by {profile.Key}, weight {profile.Value:G3}")),
            .. Blend is not null
                ? [FormattableString.Invariant($"rare items lean on what {Blend.Source} predicts, half at {Blend.Strength:G3} interactions")]
                : Array.Empty<string>(),
            .. Cold is { Length: > 0 }
                ? [FormattableString.Invariant($"items without interactions stand where {Cold.Source} places them, rows {Cold.Length:G3} times as long as predicted")]
                : Array.Empty<string>(),
        ]) + ".";
}
