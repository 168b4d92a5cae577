using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>Counts refused rows and keeps the first of them.</summary>
internal sealed class RejectedLines
{
    private const int Listed = 100;

    private readonly List<RejectedLine> _first = [];

    internal long Count { get; private set; }

    /// <summary>The first of them, by line.</summary>
    internal IReadOnlyList<RejectedLine> First => [.. _first.OrderBy(line => line.Line).Take(Listed)];

    internal void Add(long line, InvalidFieldException error)
    {
        if (Count++ < Listed)
            _first.Add(new RejectedLine(line, error.Field, error.Reason));
    }

    /// <summary>Adds rows that were found later, whose lines may stand between those that are known.</summary>
    internal void Add(IReadOnlyList<Refusal> refusals)
    {
        Count += refusals.Count;
        _first.AddRange(refusals.Take(Listed).Select(refusal => new RejectedLine(refusal.Row, refusal.Field, refusal.Reason)));
    }
}
