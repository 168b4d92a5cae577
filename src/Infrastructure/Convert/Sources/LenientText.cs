using System.Text;

namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>Text in UTF-8 in which bytes that are no UTF-8 are taken for Latin-1, as old datasets have them.</summary>
internal static class LenientText
{
    private static readonly Encoding Encoding = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Latin1Fallback());

    /// <summary>Opens a text; a byte order mark decides otherwise and is skipped.</summary>
    internal static StreamReader Open(Stream stream) => new(stream, Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);

    private sealed class Latin1Fallback : DecoderFallback
    {
        // The longest sequence of bytes that decoders report at once.
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Characters();
    }

    /// <summary>Gives each byte back as the character of the same number.</summary>
    private sealed class Characters : DecoderFallbackBuffer
    {
        private byte[] _bytes = [];
        private int _next;

        public override int Remaining => _bytes.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (_bytes, _next) = ([.. bytesUnknown], 0);
            return true;
        }

        public override char GetNextChar() => _next < _bytes.Length ? (char)_bytes[_next++] : '\0';

        public override bool MovePrevious()
        {
            if (_next == 0)
                return false;
            _next--;
            return true;
        }

        public override void Reset() => (_bytes, _next) = ([], 0);
    }
}
