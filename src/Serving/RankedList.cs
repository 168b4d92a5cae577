using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Feedback;

namespace KDiffE.Serving;

/// <summary>An answer.</summary>
/// <param name="Version">The snapshot that it is by.</param>
/// <param name="Source">What it is ranked by: the model, a fold-in of what somebody likes, or popularity.</param>
/// <param name="Items">The items, the best first; equal ones as they stand in the snapshot. Fewer than were asked for when fewer may be shown.</param>
public sealed record RankedList(string Version, [property: JsonConverter(typeof(SourceWord))] RecommendationSource Source, IReadOnlyList<ListedItem> Items);

/// <summary>A source as the word that the service has for it.</summary>
internal sealed class SourceWord() : JsonStringEnumConverter<RecommendationSource>(JsonNamingPolicy.CamelCase);

/// <summary>An item of an answer.</summary>
/// <param name="Id">Its external id.</param>
/// <param name="Name">Its name; null where it had none in training.</param>
/// <param name="Score">The dot product with the user's vector, the cosine with the item's, or the number of training interactions.</param>
public sealed record ListedItem(string Id, string? Name, float Score);
