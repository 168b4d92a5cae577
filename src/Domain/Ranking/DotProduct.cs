using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KDiffE.Domain.Ranking;

/// <summary>
/// Dot products on the widest vectors that the processor has. A row's result does not depend on the rows around it,
/// so equal rows get equal scores.
/// </summary>
internal static class DotProduct
{
    /// <summary>The dot product of two vectors of equal length.</summary>
    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var result = 0f;
        OfRows(a, b, new Span<float>(ref result));
        return result;
    }

    /// <summary>The dot product of a query <c>[d]</c> with each of the rows <c>[scores.Length, d]</c>.</summary>
    public static void OfRows(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        if (rows.Length != (long)query.Length * scores.Length)
            throw new ArgumentException($"{rows.Length} elements are not {scores.Length} rows of {query.Length}.", nameof(rows));
        if (Vector512.IsHardwareAccelerated && query.Length >= Vector512<float>.Count)
            Rows512(query, rows, scores);
        else if (Vector256.IsHardwareAccelerated && query.Length >= Vector256<float>.Count)
            Rows256(query, rows, scores);
        else
            RowsScalar(query, rows, scores);
    }

    // Four rows at a time: each load of the query serves four of them, and their sums do not wait for each other.
    internal static void Rows512(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        var d = query.Length;
        var whole = d - (d % Vector512<float>.Count);
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(rows);
        var i = 0;
        for (; i + 4 <= scores.Length; i += 4)
        {
            var row = (nuint)i * (nuint)d;
            var (a, b, c, e) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            for (nuint k = 0; k < (nuint)whole; k += (nuint)Vector512<float>.Count)
            {
                var x = Vector512.LoadUnsafe(ref q, k);
                a = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref r, row + k), a);
                b = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref r, row + (nuint)d + k), b);
                c = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref r, row + (2 * (nuint)d) + k), c);
                e = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref r, row + (3 * (nuint)d) + k), e);
            }

            scores[i] = Vector512.Sum(a);
            scores[i + 1] = Vector512.Sum(b);
            scores[i + 2] = Vector512.Sum(c);
            scores[i + 3] = Vector512.Sum(e);
        }

        for (; i < scores.Length; i++)
        {
            var sum = Vector512<float>.Zero;
            for (nuint k = 0; k < (nuint)whole; k += (nuint)Vector512<float>.Count)
                sum = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref q, k), Vector512.LoadUnsafe(ref r, ((nuint)i * (nuint)d) + k), sum);
            scores[i] = Vector512.Sum(sum);
        }

        AddRest(query, rows, scores, whole);
    }

    internal static void Rows256(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        var d = query.Length;
        var whole = d - (d % Vector256<float>.Count);
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(rows);
        var i = 0;
        for (; i + 4 <= scores.Length; i += 4)
        {
            var row = (nuint)i * (nuint)d;
            var (a, b, c, e) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            for (nuint k = 0; k < (nuint)whole; k += (nuint)Vector256<float>.Count)
            {
                var x = Vector256.LoadUnsafe(ref q, k);
                a = Vector256.MultiplyAddEstimate(x, Vector256.LoadUnsafe(ref r, row + k), a);
                b = Vector256.MultiplyAddEstimate(x, Vector256.LoadUnsafe(ref r, row + (nuint)d + k), b);
                c = Vector256.MultiplyAddEstimate(x, Vector256.LoadUnsafe(ref r, row + (2 * (nuint)d) + k), c);
                e = Vector256.MultiplyAddEstimate(x, Vector256.LoadUnsafe(ref r, row + (3 * (nuint)d) + k), e);
            }

            scores[i] = Vector256.Sum(a);
            scores[i + 1] = Vector256.Sum(b);
            scores[i + 2] = Vector256.Sum(c);
            scores[i + 3] = Vector256.Sum(e);
        }

        for (; i < scores.Length; i++)
        {
            var sum = Vector256<float>.Zero;
            for (nuint k = 0; k < (nuint)whole; k += (nuint)Vector256<float>.Count)
                sum = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref q, k), Vector256.LoadUnsafe(ref r, ((nuint)i * (nuint)d) + k), sum);
            scores[i] = Vector256.Sum(sum);
        }

        AddRest(query, rows, scores, whole);
    }

    internal static void RowsScalar(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        scores.Clear();
        AddRest(query, rows, scores, from: 0);
    }

    // What does not fill a vector: elements from..d of every row.
    private static void AddRest(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores, int from)
    {
        if (from == query.Length)
            return;
        for (var i = 0; i < scores.Length; i++)
        {
            var row = rows.Slice(i * query.Length, query.Length);
            var sum = scores[i];
            for (var k = from; k < row.Length; k++)
                sum += query[k] * row[k];
            scores[i] = sum;
        }
    }
}
