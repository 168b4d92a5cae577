using System.Collections.Concurrent;
using System.Diagnostics;

namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>What clients asked for and what they were told, in the manner of Jepsen (Kingsbury 2013): the material of a verdict.</summary>
internal sealed class History
{
    private readonly ConcurrentQueue<RegisterWrite> _writes = [];
    private readonly ConcurrentQueue<RegisterRead> _reads = [];
    private readonly ConcurrentQueue<RunTrigger> _triggers = [];
    private long _last;

    /// <summary>Every write.</summary>
    public IReadOnlyCollection<RegisterWrite> Writes => _writes;

    /// <summary>Every read that was answered.</summary>
    public IReadOnlyCollection<RegisterRead> Reads => _reads;

    /// <summary>Every request for a run.</summary>
    public IReadOnlyCollection<RunTrigger> Triggers => _triggers;

    /// <summary>The clock of all operations.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>A value that nobody has written: whoever reads it knows which write it saw.</summary>
    public string NextValue() => Interlocked.Increment(ref _last).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public void Add(RegisterWrite write) => _writes.Enqueue(write);

    public void Add(RegisterRead read) => _reads.Enqueue(read);

    public void Add(RunTrigger trigger) => _triggers.Enqueue(trigger);

    /// <summary>How many writes came to an outcome.</summary>
    public int Count(Outcome outcome) => _writes.Count(write => write.Outcome == outcome);
}
