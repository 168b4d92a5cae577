using System.Collections.Immutable;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Runs;

/// <summary>The newest events of a run, for all who watch it: they share what is here and keep nothing of their own.</summary>
/// <param name="run">The run.</param>
/// <param name="start">The event after which it begins.</param>
internal sealed class RunTopic(long run, long start)
{
    // Who reads slower than this many events come reads them from the database.
    private const int Kept = 256;

    private volatile RunView _view = new(start, [], Ended: false);

    /// <summary>The run.</summary>
    public long Run => run;

    /// <summary>How many watch; whoever counts takes turns.</summary>
    public int Watchers { get; set; }

    /// <summary>The events as of now.</summary>
    public RunView View => _view;

    /// <summary>Adds what has happened, and tells those who wait.</summary>
    /// <param name="news">What came after the last event; null when the run is no more.</param>
    public void Publish(RunNews? news)
    {
        var before = _view;
        if (news is { Active: true, Events.Count: 0 } || before.Ended)
            return;
        var events = before.Events.AddRange(news?.Events ?? []);
        var dropped = Math.Max(events.Length - Kept, 0);
        _view = new RunView(dropped == 0 ? before.Start : events[dropped - 1].Id, events[dropped..], news?.Active != true);
        before.Replaced();
    }
}

/// <summary>Events of a run, as of one moment.</summary>
/// <param name="Start">The event after which they begin.</param>
/// <param name="Events">All that came after it.</param>
/// <param name="Ended">Whether none will follow.</param>
internal sealed record RunView(long Start, ImmutableArray<RunEvent> Events, bool Ended)
{
    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last event; that before the first one where there is none.</summary>
    public long Last => Events is [.., var last] ? last.Id : Start;

    /// <summary>Ends when there is a newer view.</summary>
    public Task Next => _next.Task;

    /// <summary>The events that came after one of them.</summary>
    public IReadOnlyList<RunEvent> After(long id) => [.. Events.SkipWhile(item => item.Id <= id)];

    /// <summary>Says that there is a newer one.</summary>
    public void Replaced() => _next.TrySetResult();
}
