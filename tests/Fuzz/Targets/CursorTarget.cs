using System.Text;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Fuzz.Targets;

/// <summary>Where a page ended, as clients give it back.</summary>
internal sealed class CursorTarget() : FuzzTarget("cursor", typeof(InvalidFieldException))
{
    internal override IEnumerable<byte[]> Seeds =>
        from cursor in new[] { PageCursor.Of("item 1"), PageCursor.Of("é🎬"), PageCursor.Of(17) }
        select Encoding.UTF8.GetBytes(cursor);

    protected override void Read(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        var key = PageCursor.Key(text);
        Require(PageCursor.Key(PageCursor.Of(key)) == key, $"'{key}' does not read back as itself.");
        PageCursor.Number(text);
    }
}
