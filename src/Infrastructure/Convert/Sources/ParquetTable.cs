using KDiffE.Infrastructure.RecBole;
using Parquet;
using Parquet.Schema;

namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>A Parquet file's columns of single values. One group of rows is in memory at a time, of the columns that are asked for.</summary>
internal sealed class ParquetTable : SourceTable
{
    private readonly FolderFile _content;
    private readonly long _bytes;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private readonly ParquetColumn?[] _columns;
    private ParquetRowGroupReader? _group;
    private int _nextGroup;
    private int _row;
    private long _line;

    /// <exception cref="InvalidDataException">It is no Parquet file, or a damaged one.</exception>
    internal ParquetTable(SourceFolder folder, string file)
        : base(file)
    {
        _bytes = new FileInfo(folder.FullPath(file)).Length;
        _content = FolderFile.OpenWhole(folder.FullPath(file));
        try
        {
            _reader = Await(() => new ValueTask<ParquetReader>(ParquetReader.CreateAsync(_content.Content, leaveStreamOpen: true)));
            _fields = Checked(() => _reader.Schema.GetDataFields().Where(field => field.MaxRepetitionLevel == 0).ToArray());
        }
        catch
        {
            _content.Dispose();
            throw;
        }

        _columns = new ParquetColumn?[_fields.Length];
        Columns = [.. _fields.Select(field => field.Path.ToString())];
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    internal override long Line => _line;

    /// <inheritdoc/>
    internal override long Position => _reader.RowGroupCount == 0 ? _bytes : _bytes * _nextGroup / _reader.RowGroupCount;

    /// <inheritdoc/>
    internal override ReadOnlySpan<char> this[int column] => column < 0 ? [] : Load(column)[_row];

    /// <inheritdoc/>
    internal override bool Read()
    {
        _row++;
        while (_group is null || _row >= _group.RowCount)
        {
            CloseGroup();
            if (_nextGroup == _reader.RowGroupCount)
                return false;
            _group = Checked(() => _reader.OpenRowGroupReader(_nextGroup++));
            _row = 0;
        }

        _line++;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        CloseGroup();
        Await(async () =>
        {
            await _reader.DisposeAsync();
            return 0;
        });
        _content.Dispose();
    }

    private ParquetColumn Load(int column)
    {
        if (_columns[column] is not { } values)
        {
            // The library makes room for as many values as the column claims to have.
            CheckCount(column, Checked(() => _group!.GetMetadata(_fields[column])?.MetaData?.NumValues ?? 0));
            var data = Await(() => _group!.ReadRawColumnDataBaseAsync(_fields[column]));
            _columns[column] = values = Checked(() => ParquetColumn.Of(data, _fields[column].MaxDefinitionLevel > 0, $"{File}: {Columns[column]}"));
            CheckCount(column, values.Rows);
        }

        return values;
    }

    private void CheckCount(int column, long values)
    {
        if (values != _group!.RowCount)
            throw new InvalidDataException($"{File} cannot be read as Parquet: {Columns[column]} has {values} values in a group of {_group.RowCount} rows.");
    }

    private void CloseGroup()
    {
        foreach (var column in _columns)
            column?.Dispose();
        Array.Clear(_columns);
        _group?.Dispose();
        _group = null;
    }

    // The library reads asynchronously alone.
    private T Await<T>(Func<ValueTask<T>> read) => Checked(() => read().AsTask().GetAwaiter().GetResult());

    // The library says of a damaged file whatever went wrong first, which may be the room for as many entries as the file claims to have.
    private T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (!(e is InvalidDataException && e.Message.StartsWith(File, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{File} cannot be read as Parquet: {e.Message}", e);
        }
    }
}
