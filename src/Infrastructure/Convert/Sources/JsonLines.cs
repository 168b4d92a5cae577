using System.Text.Json;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>The lines of a file, each of which is a JSON object.</summary>
internal sealed class JsonLines : SourceRows
{
    private readonly FolderFile _content;
    private readonly LineReader _lines;

    internal JsonLines(SourceFolder folder, string file)
        : base(file)
    {
        _content = folder.OpenFile(file);
        _lines = new LineReader(_content.Content, file);
    }

    /// <inheritdoc/>
    internal override long Line => _lines.Number;

    /// <inheritdoc/>
    internal override long Position => _content.Position;

    /// <summary>The present line, valid until the next.</summary>
    internal ReadOnlySpan<byte> Json => _lines.Line;

    /// <summary>Why a line could not be read, by what the reader threw.</summary>
    internal static string Describe(Exception error) =>
        error is JsonException syntax ? $"is not valid JSON at byte {syntax.BytePositionInLine}" : $"is not valid JSON: {error.Message}";

    /// <inheritdoc/>
    internal override bool Read()
    {
        do
        {
            if (!_lines.Read())
                return false;
        }
        while (_lines.Line.IsEmpty);

        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _lines.Dispose();
        _content.Dispose();
    }
}
