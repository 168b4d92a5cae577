using System.Collections.Immutable;
using System.Globalization;

namespace KDiffE.Domain.Data;

/// <summary>
/// Which interactions say that a user likes an item. A pair is a positive when the weights of the kinds of its events
/// add up to more than 0, each kind counting once, by its best event; an event that is rated below <see cref="MinRating"/> adds nothing.
/// </summary>
public sealed record Positives
{
    /// <summary>What an event is called whose source does not say what kind it is.</summary>
    public const string UnnamedEvent = "interaction";

    /// <summary>Every interaction is a positive.</summary>
    public static Positives All { get; } = new();

    /// <summary>The lowest rating that counts; null where every rating does. Events without a rating always count.</summary>
    public double? MinRating { get; init; }

    /// <summary>Weights by kind of event, of any sign; kinds that are not listed have 1.</summary>
    public IReadOnlyDictionary<string, double> EventWeights { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>
    /// Kinds of events that do not keep an item from being recommended. A pair that has no others and is no positive is
    /// known of and nothing more.
    /// </summary>
    public IReadOnlySet<string> UnhidingEvents { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>Whether every interaction is a positive, so that nobody needs to look.</summary>
    public bool AreAll => MinRating is null && EventWeights.Values.All(weight => weight > 0);

    /// <summary>A rating or a weight as settings and options write it; null for what is no finite number.</summary>
    public static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Whether an event keeps its item from being recommended to its user again, as it does not when it is no positive and is of <see cref="UnhidingEvents"/>.</summary>
    public bool Hides(string? eventType) => !UnhidingEvents.Contains(eventType ?? UnnamedEvent);

    /// <summary>What the events of one user add up to, item by item; the positives are those above 0.</summary>
    public IEnumerable<(int Item, double Weight)> Weigh(IEnumerable<ItemEvent> events)
    {
        var kinds = new IdIndex();
        var rows = events.Select(e => new Observation(
            User: 0, e.Item, SplitPart.None, e.Time, kinds.Add(e.EventType ?? UnnamedEvent), e.Rating ?? double.NaN)).ToList();
        return rows.GroupBy(row => row.Item).Select(item => (item.Key, Observation.WeightOf([.. item], kinds.Ids, this)));
    }

    /// <summary>What one event adds to its pair.</summary>
    /// <param name="eventType">Its kind; null where the source does not say.</param>
    /// <param name="rating">Its rating, where it has one.</param>
    public double WeightOf(string? eventType, double? rating)
    {
        var weight = EventWeights.TryGetValue(eventType ?? UnnamedEvent, out var known) ? known : 1;
        return weight > 0 && rating < MinRating ? 0 : weight;
    }
}
