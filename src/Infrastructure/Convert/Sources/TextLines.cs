using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>The lines of a text that are not blank.</summary>
internal sealed class TextLines : SourceRows
{
    private readonly FolderFile _content;
    private readonly StreamReader _reader;
    private long _line;

    internal TextLines(SourceFolder folder, string file)
        : base(file)
    {
        _content = folder.OpenFile(file);
        _reader = LenientText.Open(_content.Content);
    }

    /// <inheritdoc/>
    internal override long Line => _line;

    /// <inheritdoc/>
    internal override long Position => _content.Position;

    /// <summary>The present line.</summary>
    internal string Text { get; private set; } = "";

    /// <inheritdoc/>
    internal override bool Read()
    {
        do
        {
            if (_reader.ReadLine() is not { } line)
                return false;
            Text = line;
            _line++;
        }
        while (string.IsNullOrWhiteSpace(Text));

        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reader.Dispose();
        _content.Dispose();
    }
}
