using System.Collections.Concurrent;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>What workers are handed, in order; and how long they keep it.</summary>
internal sealed class RecordedWork
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _held = new();

    internal ConcurrentQueue<(string Worker, long Run)> Runs { get; } = new();

    internal ConcurrentQueue<(string Worker, long Run)> Stopped { get; } = new();

    internal ConcurrentQueue<(string Worker, string Schedule, DateTimeOffset Tick)> Ticks { get; } = new();

    /// <summary>What a run does while it has a worker.</summary>
    internal Func<long, Task> Work { get; set; } = _ => Task.CompletedTask;

    /// <summary>How long a run takes to end after its worker is told to stop.</summary>
    internal TimeSpan StopsAfter { get; set; }

    /// <summary>Has the worker of a run keep it, until it is released or its worker is told to stop.</summary>
    internal void Hold(params ReadOnlySpan<long> runs)
    {
        foreach (var run in runs)
            _held[run] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal void Release(params ReadOnlySpan<long> runs)
    {
        foreach (var run in runs)
        {
            if (_held.TryRemove(run, out var held))
                held.SetResult();
        }
    }

    internal void ReleaseAll() => Release([.. _held.Keys]);

    internal List<string> WorkersOf(long run) => [.. Runs.Where(handed => handed.Run == run).Select(handed => handed.Worker)];

    internal Task HandedOverAsync(long run, int times = 1, int seconds = 30) =>
        Eventually.IsAsync(() => Task.FromResult(WorkersOf(run).Count >= times), TimeSpan.FromSeconds(seconds), () => $"run {run} was handed over");

    /// <summary>The work of one worker.</summary>
    internal IRunProcessor Of(string worker) => new Worker(this, worker);

    private sealed class Worker(RecordedWork all, string name) : IRunProcessor
    {
        public async Task ProcessAsync(long run, CancellationToken stopping)
        {
            all.Runs.Enqueue((name, run));
            await all.Work(run);
            if (!all._held.TryGetValue(run, out var held))
                return;
            try
            {
                await held.Task.WaitAsync(stopping);
            }
            catch (OperationCanceledException)
            {
                await Task.Delay(all.StopsAfter, CancellationToken.None);
                all.Stopped.Enqueue((name, run));
            }
        }

        public Task TickAsync(string schedule, DateTimeOffset tick, CancellationToken cancellationToken)
        {
            all.Ticks.Enqueue((name, schedule, tick));
            return Task.CompletedTask;
        }
    }
}
