using System.Text.Json.Serialization;

namespace KDiffE.Training.Model.Credibility;

/// <summary>How much of a knowledge graph is credible.</summary>
/// <param name="Triples">Its triples.</param>
/// <param name="Kept">Those that are more likely true than not.</param>
/// <param name="Noise">The share of the graph that looks as random triples do.</param>
internal sealed record CredibleShare(
    [property: JsonPropertyName("triples")] int Triples,
    [property: JsonPropertyName("kept")] int Kept,
    [property: JsonPropertyName("noise")] double Noise)
{
    /// <summary>A sentence.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Kept:N0} of {Triples:N0} triples are credible; {Noise:P0} of the graph looks like chance.");
}
