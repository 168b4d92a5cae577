namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>
/// Holds training runs to what docs/operations.md promises: one run for one idempotency key, states in their order, and each lease
/// held once, by one worker, which alone ends the run well or gives it back.
/// </summary>
internal static class RunCheck
{
    private static readonly HashSet<(string? From, string? To)> Transitions =
    [
        (null, "queued"), ("queued", "running"), ("queued", "cancelled"), ("queued", "failed"), ("running", "running"), ("running", "queued"),
        ("running", "succeeded"), ("running", "skipped"), ("running", "failed"), ("running", "cancelled"),
    ];

    // Another worker, too, finds that a lost run was asked to stop, or was lost too often.
    private static readonly string[] OfTheHolder = ["queued", "succeeded", "skipped"];

    /// <summary>What is wrong with what clients were told.</summary>
    /// <param name="triggers">All requests for runs.</param>
    /// <param name="stored">The runs that there are, with their idempotency keys.</param>
    public static IEnumerable<string> TriggerProblems(IEnumerable<RunTrigger> triggers, IReadOnlyCollection<(long Run, string Key)> stored)
    {
        var asked = triggers.ToLookup(trigger => trigger.Key);
        foreach (var key in stored.GroupBy(run => run.Key).Where(runs => runs.Count() > 1))
            yield return $"{key.Key} started the runs {string.Join(", ", key.Select(run => run.Run))}";
        foreach (var (run, key) in stored.Where(run => asked[run.Key].All(trigger => trigger.Outcome == Outcome.Failed)))
            yield return $"nobody has asked for run {run} of {key}, or it was refused";
        foreach (var trigger in asked.SelectMany(key => key).Where(trigger => trigger.Run is not null && !stored.Contains((trigger.Run.Value, trigger.Key))))
            yield return $"{trigger.Client} was told of run {trigger.Run} for {trigger.Key}, and there is none";
    }

    /// <summary>What is wrong with how states changed.</summary>
    /// <param name="changes">All changes of runs, in their order.</param>
    public static IEnumerable<string> StateProblems(IEnumerable<StateChange> changes)
    {
        var leases = new HashSet<string>(StringComparer.Ordinal);
        var holders = new Dictionary<string, string>(StringComparer.Ordinal);
        var states = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (!Transitions.Contains((change.From, change.To)) || states.GetValueOrDefault(change.Id) != change.From)
                yield return $"run {change.Id} was {states.GetValueOrDefault(change.Id)} and went from {change.From} to {change.To}";
            states[change.Id] = change.To;
            if (change.To == "running")
            {
                if (change.CancelRequested)
                    yield return $"run {change.Id} was taken up after it was asked to stop";
                if (change.Lease is null || !leases.Add(change.Lease))
                    yield return $"run {change.Id} runs by the lease {change.Lease}, which is none or an old one";
                holders[change.Id] = change.Writer;
            }
            else if (change.From == "running" && OfTheHolder.Contains(change.To) && holders.GetValueOrDefault(change.Id) != change.Writer)
            {
                yield return $"run {change.Id} came to {change.To} by {change.Writer}, and {holders.GetValueOrDefault(change.Id)} has it";
            }
        }
    }
}
