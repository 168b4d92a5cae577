using System.Text;
using System.Text.Unicode;
using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// Reads one atomic file: a header of <c>name:type</c> fields, then rows of as many fields, tab separated, nothing
/// quoted. A row that breaks a rule is reported and skipped. Fields are bytes of the read buffer: no string is made
/// unless somebody asks for one.
/// </summary>
internal sealed class RecBoleFileReader : IDisposable
{
    private readonly BadRows _badRows;
    private readonly LineReader _lines;
    private readonly int[] _starts;
    private byte[] _header = [];

    internal RecBoleFileReader(Stream stream, string name, BadRows badRows)
    {
        Name = name;
        _badRows = badRows;
        _lines = new LineReader(stream, name);
        Columns = ReadHeader();
        _starts = new int[Columns.Count + 1];
    }

    private static ReadOnlySpan<byte> Bom => "\uFEFF"u8;

    /// <summary>The file's name.</summary>
    internal string Name { get; }

    /// <summary>Columns in the file's order; empty when the header is unusable, and then there are no rows.</summary>
    internal IReadOnlyList<RecBoleColumn> Columns { get; private set; }

    /// <summary>The columns' names.</summary>
    internal IEnumerable<string> Names => Columns.Select(column => column.Name);

    /// <summary>Line of the present row, the header being line 1.</summary>
    internal long Line => _lines.Number;

    /// <summary>Rows read so far, sound or not; empty lines are none.</summary>
    internal long Rows { get; private set; }

    /// <summary>The present row as it stands in the file.</summary>
    internal ReadOnlySpan<byte> Row => _lines.Line;

    /// <summary>A field of the present row.</summary>
    internal ReadOnlySpan<byte> this[int column] => _lines.Line[_starts[column]..(_starts[column + 1] - 1)];

    /// <summary>Goes on to the next row of valid UTF-8 and the right number of fields; false at the end.</summary>
    internal bool Read()
    {
        while (Columns.Count > 0 && _lines.Read())
        {
            // Editors and scripts leave them, at the end above all.
            if (_lines.Line.IsEmpty)
                continue;
            Rows++;
            if (Split(_lines.Line, out var reason))
                return true;
            Reject(column: null, reason);
        }

        return false;
    }

    /// <summary>Where a column stands; -1 where the file has none of that name.</summary>
    internal int Find(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
                return i;
        }

        return -1;
    }

    /// <summary>Finds a column that must be of one type; a file that breaks this has no rows.</summary>
    internal int Find(string name, RecBoleType type, bool required = false)
    {
        var index = Find(name);
        if (index < 0 && required && Columns.Count > 0)
            RejectHeader(name, "the file lacks this column" + (Names.FirstOrDefault(other => NearName.IsNear(name, other)) is { } near ? $"; did '{near}' mean it?" : ""));
        else if (index >= 0 && Columns[index].Type != type)
            RejectHeader(name, $"must be of type {RecBoleColumn.NameOf(type)}");
        return index;
    }

    /// <summary>Checks that a field is a usable external id, or reports the row.</summary>
    internal bool IsId(int column)
    {
        var id = this[column];
        if (id.IsEmpty)
            return Reject(column, "is empty");
        if (ExternalId.IsDots(id))
            return Reject(column, ExternalId.DotsFlaw);
        return !ExternalId.IsTooLong(id) || Reject(column, $"is longer than {ExternalId.MaxCharacters} characters");
    }

    /// <summary>Reads a field as a finite number, or reports the row.</summary>
    internal bool TryNumber(int column, out double value)
    {
        if (RecBoleNumber.TryParse(this[column], out value))
            return true;
        return Reject(column, $"'{Excerpt(this[column])}' is not a number");
    }

    /// <summary>Reports the present row; always false.</summary>
    internal bool Reject(int column, string reason) => Reject(Columns[column].Name, reason);

    /// <summary>The present row cannot be used; always false.</summary>
    internal bool Reject(string? column, string reason)
    {
        _badRows.Add(new BadRow(Name, Math.Max(1, Line), column, reason));
        return false;
    }

    /// <summary>The beginning of a field, for messages.</summary>
    internal static string Excerpt(ReadOnlySpan<byte> field) =>
        field.Length <= 40 ? Encoding.UTF8.GetString(field) : Encoding.UTF8.GetString(field[..40]) + "…";

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool Split(ReadOnlySpan<byte> line, out string reason)
    {
        var fields = line.Count((byte)'\t') + 1;
        reason = Unusable(line)
            ?? (IsHeader(line) ? "is a header in the middle, as where files were put together"
                : fields != Columns.Count ? $"{fields} fields where the header has {Columns.Count}" : "");
        if (reason.Length > 0)
            return false;

        var start = 0;
        for (var i = 1; i < fields; i++)
        {
            start += line[start..].IndexOf((byte)'\t') + 1;
            _starts[i] = start;
        }

        _starts[fields] = line.Length + 1;
        return true;
    }

    /// <summary>Why no field of a line can be used; null where they can.</summary>
    private static string? Unusable(ReadOnlySpan<byte> line) =>
        !Utf8.IsValid(line) ? "invalid UTF-8"
        : line.Contains((byte)0) ? "a NUL character, which no field may hold"
        : line.Contains((byte)'\r') ? "a carriage return inside the line, which no field may hold"
        : null;

    /// <summary>Whether a row is the header again, or that of another file.</summary>
    private bool IsHeader(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith(Bom))
            line = line[Bom.Length..];
        if (line.SequenceEqual(_header))
            return true;
        // Few rows end as a header does, and only those are looked at closely.
        if (!(line.EndsWith(":token"u8) || line.EndsWith(":float"u8) || line.EndsWith("_seq"u8)) || !line.Contains((byte)'\t'))
            return false;
        foreach (var field in line.Split((byte)'\t'))
        {
            if (RecBoleColumn.Parse(Encoding.UTF8.GetString(line[field]), out _) is null)
                return false;
        }

        return true;
    }

    private List<RecBoleColumn> ReadHeader()
    {
        if (!_lines.Read())
        {
            Reject(column: null, "the file is empty; it needs a header");
            return [];
        }

        var line = _lines.Line;
        if (line.StartsWith(Bom))
            line = line[Bom.Length..];
        if (Unusable(line) is { } wrong)
        {
            Reject(column: null, wrong);
            return [];
        }

        _header = [.. line];
        var columns = new List<RecBoleColumn>();
        foreach (var field in Encoding.UTF8.GetString(line).Split('\t'))
        {
            var column = RecBoleColumn.Parse(field, out var reason);
            if (column is null || columns.Exists(c => c.Name == column.Name))
            {
                Reject(column: null, column is null ? reason : $"the column '{column.Name}' appears twice");
                return [];
            }

            columns.Add(column);
        }

        return columns;
    }

    private void RejectHeader(string column, string reason)
    {
        Reject(column, reason);
        Columns = [];
    }
}
