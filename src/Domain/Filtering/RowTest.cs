using System.Buffers;
using System.Numerics.Tensors;

namespace KDiffE.Domain.Filtering;

/// <summary>A condition that is tied to its columns.</summary>
internal abstract class RowTest
{
    /// <summary>Whether a row passes.</summary>
    internal abstract bool Passes(int row);

    /// <summary>Which rows pass: bit k of word w is row 64·w + k.</summary>
    internal abstract void Fill(Span<ulong> rows);
}

/// <summary>See <see cref="Junction"/>.</summary>
internal sealed class JunctionTest(bool all, IReadOnlyList<RowTest> parts) : RowTest
{
    internal override bool Passes(int row)
    {
        foreach (var part in parts)
        {
            if (part.Passes(row) != all)
                return !all;
        }

        return all;
    }

    internal override void Fill(Span<ulong> rows)
    {
        parts[0].Fill(rows);
        var rented = ArrayPool<ulong>.Shared.Rent(rows.Length);
        var others = rented.AsSpan(0, rows.Length);
        foreach (var part in parts.Skip(1))
        {
            part.Fill(others);
            if (all)
                TensorPrimitives.BitwiseAnd(rows, others, rows);
            else
                TensorPrimitives.BitwiseOr(rows, others, rows);
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }
}

/// <summary>See <see cref="Negation"/>.</summary>
internal sealed class NegationTest(RowTest part) : RowTest
{
    internal override bool Passes(int row) => !part.Passes(row);

    internal override void Fill(Span<ulong> rows)
    {
        part.Fill(rows);
        TensorPrimitives.OnesComplement<ulong>(rows, rows);
    }
}

/// <summary>See <see cref="Existence"/>.</summary>
internal sealed class ExistenceTest(AttributeColumn column) : RowTest
{
    internal override bool Passes(int row) => column[row] != Cell.Missing;

    internal override void Fill(Span<ulong> rows)
    {
        rows.Clear();
        var cells = column.Cells;
        for (var row = 0; row < cells.Length; row++)
            rows[row / 64] |= (cells[row] != Cell.Missing ? 1UL : 0) << (row % 64);
    }
}
