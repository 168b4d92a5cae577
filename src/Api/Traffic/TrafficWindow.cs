using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Traffic;

/// <summary>Counts what is asked of this process and forgets it a minute later, a second at a time; nothing is allocated for a request.</summary>
internal sealed class TrafficWindow
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Slot[] _slots = [.. Enumerable.Range(0, TrafficFigures.Seconds).Select(_ => new Slot())];

    /// <param name="time">Tells when something is asked.</param>
    public TrafficWindow(TimeProvider time) => _time = time;

    /// <summary>Counts a request for a ranking.</summary>
    /// <param name="seconds">How long it took.</param>
    /// <param name="isError">Whether the service failed to answer it.</param>
    public void AddRequest(double seconds, bool isError)
    {
        var bucket = LatencyBuckets.IndexOf(seconds);
        lock (_lock)
        {
            var slot = CurrentSlot();
            slot.Latencies[bucket]++;
            slot.Errors += isError ? 1 : 0;
        }
    }

    /// <summary>Counts rankings.</summary>
    public void AddAnswers(RecommendationSource source, long count)
    {
        lock (_lock)
            CurrentSlot().Answers[(int)source] += count;
    }

    /// <summary>What was asked in the last minute.</summary>
    public TrafficFigures Read()
    {
        var (sum, now) = (new Slot(), Now);
        lock (_lock)
        {
            foreach (var slot in _slots)
            {
                if (slot.Second > now - TrafficFigures.Seconds)
                    sum.Add(slot);
            }
        }

        return new TrafficFigures(
            sum.Errors,
            new AnswerCounts(
                sum.Of(RecommendationSource.Model), sum.Of(RecommendationSource.FoldIn), sum.Of(RecommendationSource.Popular),
                sum.Of(RecommendationSource.Latest), sum.Of(RecommendationSource.Graph)),
            sum.Latencies);
    }

    private long Now => _time.GetTimestamp() / _time.TimestampFrequency;

    private Slot CurrentSlot()
    {
        var now = Now;
        var slot = _slots[now % _slots.Length];
        if (slot.Second != now)
            slot.Begin(now);
        return slot;
    }

    private sealed class Slot
    {
        private static readonly int Sources = (int)Enum.GetValues<RecommendationSource>().Max() + 1;

        public long Second { get; private set; } = long.MinValue;

        public long Errors { get; set; }

        public long[] Answers { get; } = new long[Sources];

        public long[] Latencies { get; } = new long[LatencyBuckets.Count];

        public long Of(RecommendationSource source) => Answers[(int)source];

        public void Begin(long second)
        {
            (Second, Errors) = (second, 0);
            Array.Clear(Answers);
            Array.Clear(Latencies);
        }

        public void Add(Slot other)
        {
            Errors += other.Errors;
            for (var source = 0; source < Answers.Length; source++)
                Answers[source] += other.Answers[source];
            for (var bucket = 0; bucket < Latencies.Length; bucket++)
                Latencies[bucket] += other.Latencies[bucket];
        }
    }
}
