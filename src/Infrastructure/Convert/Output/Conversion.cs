using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>One conversion under way: where rows come from, where they go, and what became of them.</summary>
/// <param name="source">What is converted.</param>
/// <param name="files">The files of it that its format reads.</param>
/// <param name="features">The files of it that hold item features.</param>
/// <param name="columns">The columns that somebody named.</param>
/// <param name="folder">Where the RecBole files are written.</param>
/// <param name="name">What they are called.</param>
/// <param name="progress">Hears of the files as they are read.</param>
/// <param name="cancellationToken">Stops the conversion.</param>
internal sealed class Conversion(
    SourceFolder source, IReadOnlyList<string> files, IReadOnlyList<string> features, ColumnNames columns, string folder, string name,
    IProgress<FileProgress>? progress, CancellationToken cancellationToken) : IDisposable
{
    private const int RowsPerReport = 1 << 14;

    private readonly long _totalBytes = files.Concat(features).Sum(file => new FileInfo(source.FullPath(file)).Length);
    private readonly List<AtomicFileWriter> _writers = [];
    private readonly List<ExportedFile> _others = [];
    private readonly List<(string File, long Rows)> _read = [];
    private long _bytesBefore;

    /// <summary>What is converted.</summary>
    internal SourceFolder Source => source;

    /// <summary>The files of it that its format reads.</summary>
    internal IReadOnlyList<string> Files => files;

    /// <summary>The files of it that hold item features.</summary>
    internal IReadOnlyList<string> Features => features;

    /// <summary>The columns that somebody named.</summary>
    internal ColumnNames Columns => columns;

    /// <summary>Rows that were refused.</summary>
    internal BadRows BadRows { get; } = new();

    /// <summary>What is no error and yet to be told.</summary>
    internal List<string> Notes { get; } = [];

    /// <summary>Rows of each source file that has been read, sound or not.</summary>
    internal IReadOnlyList<(string File, long Rows)> Read => _read;

    /// <summary>Begins one of the RecBole files, <c>name.extension</c>; it goes again if it gets no row.</summary>
    internal AtomicFileWriter Create(string extension, params IReadOnlyList<RecBoleColumn> header)
    {
        var writer = new AtomicFileWriter(Path.Combine(folder, $"{name}.{extension}"), header);
        _writers.Add(writer);
        return writer;
    }

    /// <summary>Where another file of the folder is to be written.</summary>
    internal string PathOf(string file) => Path.Combine(folder, file);

    /// <summary>Counts a file that was written otherwise.</summary>
    internal void AddWritten(string file, long rows) => _others.Add(new ExportedFile(file, rows));

    /// <summary>The present row cannot be used; always false.</summary>
    internal bool Reject(SourceRows row, string? column, string reason)
    {
        BadRows.Add(new BadRow(row.File, row.Line, column, reason));
        return false;
    }

    /// <summary>Whether a text can be an id, or the row is reported.</summary>
    internal bool IsId(SourceRows row, string column, ReadOnlySpan<char> id) =>
        FieldText.WhyNoId(id) is not { } reason || Reject(row, column, reason);

    /// <summary>Goes through the usable rows of a file, which is closed at the end; the others are reported.</summary>
    internal IEnumerable<T> RowsOf<T>(T file)
        where T : SourceRows
    {
        using (file)
        {
            long rows = 0;
            while (Next(file))
            {
                Advance(file.File, ++rows, file.Position);
                if (file.Trouble is { } reason)
                    Reject(file, column: null, reason);
                else
                    yield return file;
            }

            Finish(file.File, rows);
        }
    }

    /// <summary>Another row of a file has been read; tells now and then, and stops the conversion if that was asked for.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="rows">Rows read of it.</param>
    /// <param name="position">Bytes read of it.</param>
    internal void Advance(string file, long rows, long position)
    {
        if (rows % RowsPerReport == 0)
            Report(new FileProgress(file, rows, _bytesBefore + position, _totalBytes, Done: false));
    }

    /// <summary>Stops the conversion if that was asked for.</summary>
    internal void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();

    /// <summary>A file has been read to its end.</summary>
    internal void Finish(string file, long rows)
    {
        _read.Add((file, rows));
        _bytesBefore += new FileInfo(source.FullPath(file)).Length;
        Report(new FileProgress(file, rows, _bytesBefore, _totalBytes, Done: true));
    }

    /// <summary>Closes the written files and takes away those without a row.</summary>
    internal IReadOnlyList<ExportedFile> Complete()
    {
        Dispose();
        foreach (var empty in _writers.Where(writer => writer.Rows == 0))
            File.Delete(empty.FilePath);
        return [.. _writers.Where(writer => writer.Rows > 0).Select(writer => new ExportedFile(Path.GetFileName(writer.FilePath), writer.Rows)), .. _others];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var writer in _writers)
            writer.Dispose();
    }

    private static bool Next(SourceRows file)
    {
        try
        {
            return file.Read();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException && !e.Message.StartsWith(file.File, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{file.File} cannot be read after line {file.Line}: {e.Message}", e);
        }
    }

    private void Report(FileProgress step)
    {
        ThrowIfCancelled();
        progress?.Report(step);
    }
}
