using System.Text;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>
/// The external ids that start with a text, as the range of keys that they are: every character stands for itself, and the index
/// on the key finds them.
/// </summary>
internal static class KeyPrefix
{
    private const int LastBeforeSurrogates = 0xD7FF;
    private const int FirstAfterSurrogates = 0xE000;
    private const int Last = 0x10FFFF;

    /// <summary>The first text after all that start with <paramref name="prefix"/>, in the order of code points; null where there is none.</summary>
    internal static string? End(string prefix)
    {
        for (var text = prefix; text.Length > 0;)
        {
            Rune.DecodeLastFromUtf16(text, out var last, out var length);
            text = text[..^length];
            if (last.Value < Last)
                return text + new Rune(last.Value == LastBeforeSurrogates ? FirstAfterSurrogates : last.Value + 1);
        }

        return null;
    }
}
