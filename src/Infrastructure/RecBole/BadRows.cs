namespace KDiffE.Infrastructure.RecBole;

/// <summary>Counts refused rows and keeps the first of them.</summary>
public sealed class BadRows
{
    /// <summary>How many refused rows are kept and listed.</summary>
    public const int Listed = 20;

    private readonly List<BadRow> _first = [];
    private readonly Dictionary<string, long> _byFile = new(StringComparer.Ordinal);

    /// <summary>The first refused rows.</summary>
    public IReadOnlyList<BadRow> First => _first;

    /// <summary>All refused rows.</summary>
    public long Count { get; private set; }

    /// <summary>Refused rows of one file.</summary>
    public long In(string file) => _byFile.GetValueOrDefault(file);

    /// <exception cref="BadRowsException">There is a refused row.</exception>
    internal void ThrowIfAny()
    {
        if (Count > 0)
            throw new BadRowsException(this);
    }

    internal void Add(BadRow row)
    {
        Count++;
        _byFile[row.File] = In(row.File) + 1;
        if (_first.Count < Listed)
            _first.Add(row);
    }
}
