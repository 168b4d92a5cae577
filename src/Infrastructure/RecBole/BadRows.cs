namespace KDiffE.Infrastructure.RecBole;

/// <summary>Counts refused rows and keeps the first of them.</summary>
public sealed class BadRows
{
    /// <summary>How many refused rows are kept and listed.</summary>
    public const int Listed = 20;

    private readonly List<BadRow> _first = [];
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (BadRow First, long Count)> _byFile = new(StringComparer.Ordinal);

    /// <summary>The first refused rows.</summary>
    public IReadOnlyList<BadRow> First => _first;

    /// <summary>All refused rows.</summary>
    public long Count { get; private set; }

    /// <summary>Refused rows of one file.</summary>
    public long In(string file) => _byFile.GetValueOrDefault(file).Count;

    /// <summary>The first refused row of one file; null without any.</summary>
    internal BadRow? FirstIn(string file) => _byFile.GetValueOrDefault(file).First;

    /// <summary>How many of the rows that a file has are used.</summary>
    internal long Sound(string file, long rows) => _refused.Contains(file) ? 0 : Math.Max(0, rows - In(file));

    /// <summary>Refuses a whole file.</summary>
    internal void Refuse(BadRow reason)
    {
        Add(reason);
        _refused.Add(reason.File);
    }

    /// <exception cref="BadRowsException">There is a refused row.</exception>
    internal void ThrowIfAny()
    {
        if (Count > 0)
            throw new BadRowsException(this);
    }

    internal void Add(BadRow row)
    {
        Count++;
        _byFile[row.File] = (FirstIn(row.File) ?? row, In(row.File) + 1);
        if (_first.Count < Listed)
            _first.Add(row);
    }
}
