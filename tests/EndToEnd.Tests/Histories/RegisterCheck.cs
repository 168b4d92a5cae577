namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>
/// Holds registers to what docs/writing.md promises: what was acknowledged is stored, once, and is seen by whoever asks afterwards. A
/// value may be what a register has when a write of it could have been the last to take effect: no acknowledged write began after it had ended.
/// </summary>
internal static class RegisterCheck
{
    /// <summary>What is wrong.</summary>
    /// <param name="writes">All writes.</param>
    /// <param name="reads">All reads.</param>
    /// <param name="stored">What the database has when nothing is under way any more.</param>
    public static IEnumerable<string> Problems(IEnumerable<RegisterWrite> writes, IEnumerable<RegisterRead> reads, ILookup<Register, string> stored)
    {
        var written = writes.ToLookup(write => write.Register);
        var owned = written.Select(register => register.Key).ToLookup(register => register.Owner);

        foreach (var values in stored.Where(values => values.Count() > 1))
            yield return $"{values.Key} is doubled: {string.Join(", ", values)}";
        foreach (var register in Union(written, stored))
        {
            if (Problem([.. written[register]], stored[register].FirstOrDefault(), long.MaxValue, long.MaxValue) is { } problem)
                yield return $"{register} {problem}";
        }

        foreach (var read in reads)
        {
            foreach (var register in owned[read.Owner].Union(read.Values.Keys.Select(name => new Register(read.Owner, name))))
            {
                if (Problem([.. written[register]], read.Values.GetValueOrDefault(register.Name), read.Start, read.End) is { } problem)
                    yield return $"{register} {problem}, as {read.Client} reads it";
            }
        }
    }

    private static IEnumerable<Register> Union(ILookup<Register, RegisterWrite> written, ILookup<Register, string> stored) =>
        written.Select(register => register.Key).Union(stored.Select(register => register.Key));

    /// <summary>What is wrong with a value that a register had at some moment of a span; null when nothing is.</summary>
    private static string? Problem(IReadOnlyList<RegisterWrite> writes, string? value, long from, long until)
    {
        var acknowledged = writes.Where(write => write.Outcome == Outcome.Ok && write.End < from).ToList();
        if (value is null && acknowledged.Count == 0)
            return null;
        var candidates = writes.Where(write => write.Value == value && write.Start < until).ToList();
        if (candidates.Exists(write => write.Outcome != Outcome.Failed && !acknowledged.Exists(later => later.Start > write.LatestEffect)))
            return null;
        if (value is null)
            return $"has lost {acknowledged.MaxBy(write => write.Start)!.Value}";
        if (candidates.Count == 0)
            return $"has {value}, which nobody wrote";
        if (candidates.TrueForAll(write => write.Outcome == Outcome.Failed))
            return $"has {value}, of which it was said that it is not written";
        return acknowledged.MaxBy(write => write.Start)!.Value is { } newer ? $"has {value} in place of {newer}" : $"has {value} back, which was deleted";
    }
}
