using KDiffE.Infrastructure.RecBole;
using nietras.SeparatedValues;

namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>
/// A table whose first row names the columns and whose fields may be quoted. The separator is that of the first row:
/// comma, semicolon, tab or bar.
/// </summary>
internal sealed class CsvTable : SourceTable
{
    private readonly FolderFile _content;
    private readonly SepReader _reader;

    internal CsvTable(SourceFolder folder, string file)
        : base(file)
    {
        _content = folder.OpenFile(file);
        // Rows of another length are ours to report; an exception of the reader would end the file.
        _reader = new SepReaderOptions(sep: null) { HasHeader = false, Unescape = true, DisableColCountCheck = true }
            .From(LenientText.Open(_content.Content));
        var columns = new List<string>();
        if (_reader.MoveNext())
        {
            for (var column = 0; column < _reader.Current.ColCount; column++)
                columns.Add(_reader.Current[column].ToString().Trim());
        }

        Columns = columns;
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    internal override long Line => _reader.Current.LineNumberFrom;

    /// <inheritdoc/>
    internal override long Position => _content.Position;

    /// <inheritdoc/>
    internal override ReadOnlySpan<char> this[int column] => column < 0 ? [] : _reader.Current[column].Span;

    /// <inheritdoc/>
    internal override bool Read()
    {
        do
        {
            if (!_reader.MoveNext())
                return false;
        }
        while (_reader.Current.Span.IsWhiteSpace());

        var row = _reader.Current;
        var last = row.LineNumberToExcl - 1;
        var isLong = last > row.LineNumberFrom;
        // Looked at before any field is: those are unescaped where they stand.
        Trouble = Quotes(row.Span, _reader.Spec.Sep.Separator) switch
        {
            _ when row.ColCount != Columns.Count =>
                $"{row.ColCount} fields where the first row has {Columns.Count}" + (isLong ? $", up to line {last}; a quote may be left open" : ""),
            Quoting.Open => "a quote is left open" + (isLong ? ", up to the end of the file" : ""),
            Quoting.Stray when isLong => $"a quote stands within a field, and what follows up to line {last} was taken for quoted",
            _ => null,
        };
        return true;
    }

    private static Quoting Quotes(ReadOnlySpan<char> row, char separator)
    {
        var (open, stray) = (false, false);
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] != '"')
                continue;
            if (open && i + 1 < row.Length && row[i + 1] == '"')
            {
                i++;
                continue;
            }

            open = !open;
            stray |= open ? i > 0 && row[i - 1] != separator : i + 1 < row.Length && row[i + 1] != separator;
        }

        return open ? Quoting.Open : stray ? Quoting.Stray : Quoting.Sound;
    }

    private enum Quoting
    {
        Sound,

        /// <summary>One that is not at the begin or end of a field: sound where its line ends with it.</summary>
        Stray,

        /// <summary>The file ends within a quoted field.</summary>
        Open,
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reader.Dispose();
        _content.Dispose();
    }
}
