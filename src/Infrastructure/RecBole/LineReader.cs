namespace KDiffE.Infrastructure.RecBole;

/// <summary>Cuts a stream of bytes into lines, in one buffer; the last newline may be missing, CRLF counts as one.</summary>
internal sealed class LineReader(Stream stream, string name) : IDisposable
{
    private const int MaxLineBytes = 1 << 24;

    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private bool _endOfStream;

    /// <summary>Number of the last line read, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>The last line read, without its end; valid until the next one is read.</summary>
    internal ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>Goes on to the next line; false at the end.</summary>
    /// <exception cref="InvalidDataException">The line is longer than 16 MiB, or the file is packed and damaged.</exception>
    internal bool Read()
    {
        var searched = 0;
        while (true)
        {
            var pending = _buffer.AsSpan(_start, _end - _start);
            var newline = pending[searched..].IndexOf((byte)'\n');
            if (newline >= 0)
                return Take(searched + newline, 1);
            if (_endOfStream)
                return !pending.IsEmpty && Take(pending.Length, 0);
            searched = pending.Length;
            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private bool Take(int length, int lineEnd)
    {
        _lineStart = _start;
        _lineLength = length > 0 && _buffer[_start + length - 1] == '\r' ? length - 1 : length;
        _start += length + lineEnd;
        Number++;
        return true;
    }

    private int Receive()
    {
        try
        {
            return stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name} cannot be unpacked after line {Number}: {error.Message}", error);
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineBytes)
                throw new InvalidDataException($"{name}:{Number + 1}: the line is longer than {MaxLineBytes >> 20} MiB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = Receive();
        _endOfStream = read == 0;
        _end += read;
    }
}
