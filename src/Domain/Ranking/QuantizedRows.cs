using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using KDiffE.Domain.Numerics;

namespace KDiffE.Domain.Ranking;

/// <summary>
/// The rows of a matrix with a byte an element, a quarter of what floats take: x ≈ Δ·k, with Δ = max|x| / 127 of the row and whole
/// numbers k from −127 to 127. No element is off by more than Δ·(½ + 2⁻¹⁶). 64 rows make a tile, in which four elements of
/// each row stand beside the same four of the next, so that one instruction multiplies them for many rows, their sums never have
/// to be taken across a vector, and memory is read in its order. The bytes are none of the garbage collector's, which would keep
/// those of snapshots that are gone for a while; there is no finalizer, since freeing under a scan would crash the process.
/// </summary>
internal sealed unsafe class QuantizedRows : IDisposable
{
    /// <summary>Rows of a tile: as many as a word of an <see cref="ItemMask"/> has bits.</summary>
    public const int Tile = ItemMask.WordBits;

    /// <summary>The largest k of a row.</summary>
    public const int Largest = 127;

    /// <summary>The largest k of a query. Two products of it with a byte, summed up, still fit into 16 bits: 2 · 64 · 255 &lt; 2¹⁵.</summary>
    public const int QueryLargest = 64;

    // Elements that are multiplied and summed up in a lane of 32 bits.
    private const int Group = 4;
    private const int GroupBytes = Group * Tile;

    // Beyond these, sums of floats may overflow, or lose what the bound of a product counts on.
    private const float TooLarge = 1L << 50;
    private const float TooSmall = 1f / (1L << 60);

    // Bytes are k + 128: the instruction takes them without a sign.
    private const int Zero = 128;
    private const int CacheLine = 64;

    private readonly int _length;
    private readonly int _groups;
    private readonly bool _isWide;
    private byte* _codes;

    /// <param name="rows">Row-major <c>[items, d]</c>.</param>
    /// <param name="dim">d.</param>
    /// <param name="isWide">Whether vectors of 512 bits multiply, where there are some, and not of 256.</param>
    public QuantizedRows(ReadOnlySpan<float> rows, int dim, bool isWide = true)
    {
        _isWide = isWide && Avx512BW.IsSupported;
        _groups = GroupsOf(dim);
        var count = rows.Length / dim;
        Tiles = (count + Tile - 1) / Tile;
        Scales = new float[Tiles * Tile];
        Scales.AsSpan(count).Fill(float.NaN);
        _length = checked((int)BytesOf(count, dim));
        _codes = HugePages.Allocate(_length, CacheLine);
        new Span<byte>(_codes, _length).Fill(Zero);
        var (longest, farthest) = (0f, 0f);
        for (var row = 0; row < count; row++)
        {
            Scales[row] = Quantize(
                rows.Slice(row * dim, dim), _codes + ((nint)(row / Tile) * _groups * GroupBytes) + (row % Tile * Group), out var length, out var error);
            (longest, farthest) = (MathF.Max(longest, length), MathF.Max(farthest, error));
        }

        // What the sums of d squares, and x / Δ itself, may have rounded.
        var rounded = 1 + ((dim + 8.0) / (1 << 22));
        Length = Math.Sqrt(longest) * rounded;
        Error = (Math.Sqrt(farthest) * rounded) + (Math.Sqrt(dim) / (1 << 15));
    }

    /// <summary>Whether the processor has what <see cref="Multiply"/> needs.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>
    /// Δ of each row; infinity for one for which the bound does not hold, whose k are 0; NaN beyond the last one, to the end of
    /// its tile.
    /// </summary>
    public float[] Scales { get; }

    /// <summary>No row for which the bound holds has a larger ‖x‖₂ / Δ.</summary>
    public double Length { get; }

    /// <summary>No row for which the bound holds has a larger ‖x − Δ·k‖₂ / Δ.</summary>
    public double Error { get; }

    /// <summary>Number of tiles.</summary>
    public int Tiles { get; }

    /// <summary>All bytes, as they lie in memory.</summary>
    /// <exception cref="ObjectDisposedException">They were given back.</exception>
    public ReadOnlySpan<byte> Codes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_codes == null, this);
            return new ReadOnlySpan<byte>(_codes, _length);
        }
    }

    /// <summary>How many numbers of 32 bits hold the k of a query.</summary>
    public static int GroupsOf(int dim) => (dim + Group - 1) / Group;

    /// <summary>How many bytes so many rows of d elements take.</summary>
    public static long BytesOf(int rows, int dim) => (rows + Tile - 1L) / Tile * GroupsOf(dim) * GroupBytes;

    /// <summary>max|x|; NaN where one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Magnitude(ReadOnlySpan<float> row)
    {
        var (lanes, largest, element) = (Vector128<float>.Zero, 0f, 0);
        for (; element + Vector128<float>.Count <= row.Length; element += Vector128<float>.Count)
            lanes = Vector128.Max(lanes, Vector128.Abs(Vector128.Create(row[element..])));
        for (; element < row.Length; element++)
            largest = MathF.Max(largest, MathF.Abs(row[element]));
        for (var lane = 0; lane < Vector128<float>.Count; lane++)
            largest = MathF.Max(largest, lanes[lane]);
        return largest;
    }

    /// <summary>Whether the bound holds for a row, or a query, whose largest magnitude this is.</summary>
    public static bool IsRegular(float largest) => largest is > TooSmall and < TooLarge;

    /// <summary>What all products of a query are off by, since bytes are k + 128.</summary>
    /// <param name="sum">Σk of the query.</param>
    public static int Offset(int sum) => -Zero * sum;

    /// <summary>Multiplies the k of the rows of a tile with those of a query: Σ k·k, exactly.</summary>
    /// <param name="tile">Which tile.</param>
    /// <param name="query">k of the query, each in a byte, none beyond ±<see cref="QueryLargest"/>; those beyond d are 0.</param>
    /// <param name="offset">Its <see cref="Offset"/>.</param>
    /// <param name="products">Receives the products, <c>[64]</c>.</param>
    /// <exception cref="ObjectDisposedException">The bytes were given back.</exception>
    public void Multiply(int tile, ReadOnlySpan<int> query, int offset, Span<int> products)
    {
        ObjectDisposedException.ThrowIf(_codes == null, this);
        fixed (int* k = query[.._groups], result = products[..Tile])
        {
            var first = _codes + ((nint)tile * _groups * GroupBytes);
            if (_isWide)
                Multiply512(first, k, offset, result);
            else
                Multiply256(first, k, offset, result);
        }
    }

    /// <summary>Gives the bytes back.</summary>
    public void Dispose()
    {
        HugePages.Free(_codes, _length);
        _codes = null;
    }

    private void Multiply512(byte* codes, int* query, int offset, int* products)
    {
        var ones = Vector512.Create((short)1);
        var (a, b, c, e) = (Vector512.Create(offset), Vector512.Create(offset), Vector512.Create(offset), Vector512.Create(offset));
        for (var group = 0; group < _groups; group++, codes += GroupBytes)
        {
            var k = Vector512.Create(query[group]).AsSByte();
            a += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes), k), ones);
            b += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes + 64), k), ones);
            c += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes + 128), k), ones);
            e += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes + 192), k), ones);
        }

        a.Store(products);
        b.Store(products + 16);
        c.Store(products + 32);
        e.Store(products + 48);
    }

    // Half a tile at a time: its sums stay in registers.
    private void Multiply256(byte* codes, int* query, int offset, int* products)
    {
        var ones = Vector256.Create((short)1);
        for (var half = 0; half < Tile; half += Tile / 2, codes += GroupBytes / 2)
        {
            var (a, b, c, e) = (Vector256.Create(offset), Vector256.Create(offset), Vector256.Create(offset), Vector256.Create(offset));
            for (var group = 0; group < _groups; group++)
            {
                var at = codes + (group * GroupBytes);
                var k = Vector256.Create(query[group]).AsSByte();
                a += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(at), k), ones);
                b += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(at + 32), k), ones);
                c += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(at + 64), k), ones);
                e += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(at + 96), k), ones);
            }

            a.Store(products + half);
            b.Store(products + half + 8);
            c.Store(products + half + 16);
            e.Store(products + half + 24);
        }
    }

    // Called a million times before anybody would find that out. Of the row in units of Δ: the squares of its length and of its error.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Quantize(ReadOnlySpan<float> row, byte* codes, out float length, out float error)
    {
        (length, error) = (0, 0);
        var largest = Magnitude(row);
        if (largest == 0)
            return 0;
        if (!IsRegular(largest))
            return float.PositiveInfinity;
        var scale = largest / Largest;
        var inverse = 1 / scale;
        var lowest = Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        var (lengths, errors, element) = (Vector128<float>.Zero, Vector128<float>.Zero, 0);
        for (; element + Group <= row.Length; element += Group, codes += GroupBytes)
        {
            var x = Vector128.Create(row[element..]) * inverse;
            var whole = Vector128.Round(x);
            lengths += x * x;
            errors += (x - whole) * (x - whole);
            var k = Vector128.ConvertToInt32(whole) + Vector128.Create(Zero);
            *(uint*)codes = Vector128.Shuffle(k.AsByte(), lowest).AsUInt32().ToScalar();
        }

        (length, error) = (Vector128.Sum(lengths), Vector128.Sum(errors));
        for (var rest = 0; element < row.Length; element++, rest++)
        {
            var x = row[element] * inverse;
            var whole = MathF.Round(x);
            (length, error) = (length + (x * x), error + ((x - whole) * (x - whole)));
            codes[rest] = (byte)(Zero + (int)whole);
        }

        return scale;
    }
}
