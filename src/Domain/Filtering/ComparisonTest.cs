using System.Buffers;

namespace KDiffE.Domain.Filtering;

/// <summary>See <see cref="Comparison"/>. A pass looks at every distinct value once, and then only at codes and numbers.</summary>
internal sealed class ComparisonTest(AttributeColumn column, Comparison comparison) : RowTest
{
    private readonly ValueTest _test = new(comparison);

    internal override bool Passes(int row) => Passes(column[row]);

    internal override void Fill(Span<ulong> rows)
    {
        rows.Clear();
        var cells = column.Cells;
        var rented = ArrayPool<bool>.Shared.Rent(column.Values.Count);
        var passing = rented.AsSpan(0, column.Values.Count);
        for (var code = 0; code < passing.Length && cells.Length > 0; code++)
            passing[code] = Passes(Cell.OfCode(code));
        for (var start = 0; start < cells.Length; start += 64)
        {
            var word = 0UL;
            var few = cells.Slice(start, Math.Min(64, cells.Length - start));
            for (var k = 0; k < few.Length; k++)
            {
                var cell = few[k];
                var passes = Cell.IsCode(cell) ? passing[Cell.Code(cell)] : _test.Number(Cell.Number(cell)) != _test.Negated;
                word |= (passes ? 1UL : 0) << k;
            }

            rows[start / 64] = word;
        }

        ArrayPool<bool>.Shared.Return(rented);
    }

    private bool Passes(long cell) => _test.Negated ? cell != Cell.Missing && !_test.Holds(column.Values, cell) : _test.Holds(column.Values, cell);
}
