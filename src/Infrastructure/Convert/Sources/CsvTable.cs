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
        Trouble = row.ColCount == Columns.Count ? null
            : $"{row.ColCount} fields where the first row has {Columns.Count}"
                + (row.LineNumberToExcl - row.LineNumberFrom > 1 ? $", up to line {row.LineNumberToExcl - 1}; a quote may be left open" : "");
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reader.Dispose();
        _content.Dispose();
    }
}
