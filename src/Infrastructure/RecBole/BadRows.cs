using System.Globalization;
using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>A row that was refused.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Line">Line counted from 1; in a feature file the row counted from 0, which is the item's id.</param>
/// <param name="Column">The column's name, where one is to blame.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record BadRow(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("line")] long Line,
    [property: JsonPropertyName("column")] string? Column,
    [property: JsonPropertyName("reason")] string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Column is null ? $"{File}:{Line}: {Reason}" : $"{File}:{Line}: {Column}: {Reason}";
}

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

/// <summary>Thrown where a single bad row makes the whole folder unacceptable; the message lists the first ones.</summary>
public sealed class BadRowsException(BadRows rows) : Exception(Describe(rows))
{
    /// <summary>What was refused.</summary>
    public BadRows Rows { get; } = rows;

    private static string Describe(BadRows rows)
    {
        var count = rows.Count.ToString("N0", CultureInfo.InvariantCulture);
        var head = rows.Count == 1 ? "1 bad row" : $"{count} bad rows";
        if (rows.Count > rows.First.Count)
            head += $" (the first {rows.First.Count})";
        return string.Join('\n', [head + ":", .. rows.First.Select(r => "  " + r)]);
    }
}
