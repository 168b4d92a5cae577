using System.Runtime.InteropServices;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>A line of a bulk write.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Row">The row that it holds; null where <paramref name="Error"/> says why none.</param>
/// <param name="Error">Why it is refused.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BulkLine<T>(long Number, T? Row, InvalidFieldException? Error)
    where T : class, IFields<T>
{
    /// <summary>Reads a line and checks it by the rules of its fields.</summary>
    internal static BulkLine<T> Parse(RowKind<T> kind, long number, ReadOnlySpan<byte> json)
    {
        try
        {
            return new BulkLine<T>(number, kind.Parse(json).Checked(), Error: null);
        }
        catch (InvalidFieldException error)
        {
            return Refused(number, error);
        }
    }

    internal static BulkLine<T> Refused(long number, InvalidFieldException error) => new(number, Row: null, error);
}
