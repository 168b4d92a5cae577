namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>A table in which nothing is quoted: a row a line, fields between separators.</summary>
internal sealed class DelimitedTable : SourceTable
{
    private readonly TextLines _lines;
    private readonly string _separator;
    private readonly Range[] _fields;

    /// <param name="folder">Where the file lies.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="separator">What stands between two fields.</param>
    /// <param name="columns">Names of the columns; null where the first line has them.</param>
    internal DelimitedTable(SourceFolder folder, string file, string separator, IReadOnlyList<string>? columns = null)
        : base(file)
    {
        _lines = new TextLines(folder, file);
        _separator = separator;
        Columns = columns ?? (_lines.Read() ? _lines.Text.Split(separator) : []);
        _fields = new Range[Columns.Count + 1];
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    internal override long Line => _lines.Line;

    /// <inheritdoc/>
    internal override long Position => _lines.Position;

    /// <inheritdoc/>
    internal override ReadOnlySpan<char> this[int column] => column < 0 ? [] : _lines.Text.AsSpan()[_fields[column]];

    /// <inheritdoc/>
    internal override bool Read()
    {
        if (!_lines.Read())
            return false;
        var count = _lines.Text.AsSpan().Split(_fields, _separator);
        Trouble = count == Columns.Count ? null : $"{(count > Columns.Count ? $"more than {Columns.Count}" : count)} fields where {Columns.Count} belong";
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _lines.Dispose();
}
