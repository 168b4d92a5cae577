using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving;

/// <summary>Has a snapshot whose memory another catalogue needed read again when somebody asks, who waits for it for a moment.</summary>
internal sealed class SnapshotDemand(SnapshotHolder holder, IOptions<DemandOptions> options)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private long _askedAt = long.MinValue / 2;

    /// <summary>Hears that somebody asks, on the thread of the request.</summary>
    public Action? OnAsked { get; set; }

    /// <summary>Whether somebody waits for it, or did until a moment ago.</summary>
    public bool IsAsked => Environment.TickCount64 - Volatile.Read(ref _askedAt) <= options.Value.LoadPatience.TotalMilliseconds + LookEvery.TotalMilliseconds;

    /// <summary>Asks for it, if it is away, and waits until it is there or <c>Serving:LoadPatience</c> is over.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (!holder.IsAway)
            return;
        var start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _askedAt, Environment.TickCount64);
        OnAsked?.Invoke();
        while (holder.Version is null && Stopwatch.GetElapsedTime(start) < options.Value.LoadPatience)
            await Task.Delay(LookEvery, cancellationToken);
    }
}
