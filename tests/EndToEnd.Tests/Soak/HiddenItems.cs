using System.Collections.Concurrent;

namespace KDiffE.EndToEnd.Tests.Soak;

/// <summary>Which items no answer may show, and from when until when.</summary>
internal sealed class HiddenItems
{
    /// <summary>How long after the acknowledgement of a hide an item may still be shown: the two seconds of docs/asking.md.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Span> _spans = new(StringComparer.Ordinal);

    /// <summary>An item was hidden, and that was acknowledged.</summary>
    public void Hide(string item, DateTimeOffset acknowledged) => _spans[item] = new Span(acknowledged + Grace, DateTimeOffset.MaxValue);

    /// <summary>It is about to be shown again.</summary>
    public void Show(string item, DateTimeOffset asked) => _spans[item] = _spans[item] with { To = asked };

    /// <summary>Whether an answer that was asked for at a time may not have the item.</summary>
    public bool IsHidden(string item, DateTimeOffset asked) => _spans.TryGetValue(item, out var span) && asked >= span.From && asked < span.To;

    private sealed record Span(DateTimeOffset From, DateTimeOffset To);
}
