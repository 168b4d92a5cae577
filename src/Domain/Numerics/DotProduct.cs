using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KDiffE.Domain.Numerics;

/// <summary>
/// Dot products on the widest vectors that the processor has. A row's result does not depend on the rows around it,
/// so equal rows get equal scores.
/// </summary>
internal static unsafe class DotProduct
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
            Rows<Simd512, Vector512<float>>(query, rows, scores);
        else if (Vector256.IsHardwareAccelerated && query.Length >= Vector256<float>.Count)
            Rows<Simd256, Vector256<float>>(query, rows, scores);
        else
            RowsScalar(query, rows, scores);
    }

    // Four rows at a time: each load of the query serves four of them, and their sums do not wait for each other.
    // Compiled for good at once: the rows of a large snapshot are through before anybody would find out that it is called often.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rows<TSimd, TVector>(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var d = query.Length;
        var whole = d - (d % TSimd.Width);
        fixed (float* q = query, first = rows)
        {
            var i = 0;
            for (; i + 4 <= scores.Length; i += 4)
            {
                var row = first + ((nint)i * d);
                var (a, b, c, e) = (TSimd.Broadcast(0), TSimd.Broadcast(0), TSimd.Broadcast(0), TSimd.Broadcast(0));
                for (nint k = 0; k < whole; k += TSimd.Width)
                {
                    var x = TSimd.Load(q + k);
                    a = TSimd.MultiplyAdd(x, TSimd.Load(row + k), a);
                    b = TSimd.MultiplyAdd(x, TSimd.Load(row + d + k), b);
                    c = TSimd.MultiplyAdd(x, TSimd.Load(row + (2 * (nint)d) + k), c);
                    e = TSimd.MultiplyAdd(x, TSimd.Load(row + (3 * (nint)d) + k), e);
                }

                scores[i] = TSimd.Sum(a);
                scores[i + 1] = TSimd.Sum(b);
                scores[i + 2] = TSimd.Sum(c);
                scores[i + 3] = TSimd.Sum(e);
            }

            for (; i < scores.Length; i++)
            {
                var sum = TSimd.Broadcast(0);
                for (nint k = 0; k < whole; k += TSimd.Width)
                    sum = TSimd.MultiplyAdd(TSimd.Load(q + k), TSimd.Load(first + ((nint)i * d) + k), sum);
                scores[i] = TSimd.Sum(sum);
            }
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
