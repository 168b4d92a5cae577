using System.Text;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>Writes one of RecBole's atomic files, field by field.</summary>
internal sealed class AtomicFileWriter : IDisposable
{
    private readonly StreamWriter _writer;
    private bool _insideRow;

    /// <param name="path">The file to make.</param>
    /// <param name="columns">Its header.</param>
    internal AtomicFileWriter(string path, IReadOnlyList<RecBoleColumn> columns)
    {
        FilePath = path;
        _writer = new StreamWriter(
            path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write });
        foreach (var column in columns)
            Add(column.ToString());
        EndRow();
        Rows = 0;
    }

    /// <summary>The file.</summary>
    internal string FilePath { get; }

    /// <summary>Rows written, without the header.</summary>
    internal long Rows { get; private set; }

    /// <summary>Writes the next field; tabs, line breaks and NULs, which the format cannot hold, become spaces.</summary>
    internal void Add(ReadOnlySpan<char> value)
    {
        if (_insideRow)
            _writer.Write('\t');
        _insideRow = true;
        while (value.IndexOfAny("\t\n\r\0") is var end and >= 0)
        {
            _writer.Write(value[..end]);
            _writer.Write(' ');
            value = value[(end + 1)..];
        }

        _writer.Write(value);
    }

    /// <summary>Ends the row.</summary>
    internal void EndRow()
    {
        _writer.Write('\n');
        _insideRow = false;
        Rows++;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
