using System.Diagnostics;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>The spans of KDiffE itself: a training run from the request over its worker to the processes that serve its snapshot.</summary>
public static class Tracing
{
    /// <summary>Where the spans come from.</summary>
    public static ActivitySource Source { get; } = new("KDiffE");

    /// <summary>The trace that a request left with what it asked for, to go on with in another process.</summary>
    /// <param name="traceParent">In the form of the W3C's header <c>traceparent</c>; null for none.</param>
    /// <returns>The context to give to a span; the default one, which begins a trace, where there is none.</returns>
    public static ActivityContext Continue(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context) ? context : default;
}
