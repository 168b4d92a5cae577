using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class CsrMatrixTests
{
    [Fact]
    public void BuildsSortedRowsFromCoordinatesInAnyOrder()
    {
        // [ 0 5 0 ]
        // [ 0 0 0 ]
        // [ 2 0 3 ]
        var matrix = CsrMatrix.FromCoo(3, 3, [2, 0, 2], [2, 1, 0], [3, 5, 2]);

        matrix.Pattern.Offsets.ShouldBe([0, 1, 1, 3]);
        matrix.Pattern.Indices.ShouldBe([1, 0, 2]);
        matrix.Values.ShouldBe([5f, 2, 3]);
    }

    [Fact]
    public void SumsValuesGivenForTheSamePosition()
    {
        var matrix = CsrMatrix.FromCoo(2, 2, [1, 0, 1, 1], [0, 1, 1, 0], [1, 7, 4, 2]);

        matrix.Pattern.Offsets.ShouldBe([0, 1, 3]);
        matrix.Pattern.Indices.ShouldBe([1, 0, 1]);
        matrix.Values.ShouldBe([7f, 3, 4]);
    }

    [Fact]
    public void SaysWhereEachNonZeroWentWhenTransposed()
    {
        // Row 0 holds columns 0 and 2, row 1 column 2.
        var transposed = new CsrPattern(2, 3, [0, 2, 3], [0, 2, 2]).Transpose(out var source);

        (transposed.Rows, transposed.Cols).ShouldBe((3, 2));
        transposed.Offsets.ShouldBe([0, 1, 1, 3]);
        transposed.Indices.ShouldBe([0, 0, 1]);
        source.ShouldBe([0, 1, 2]);
        new CsrPattern(2, 2, [0, 2, 2], [1, 0]).Transpose(out source);
        source.ShouldBe([1, 0]);
    }

    [Fact]
    public void KeepsTwoNeighboursThatAreTheSameNodeApartInAPattern()
    {
        var pattern = CsrPattern.FromPairs(1, 2, [0, 0, 0], [1, 0, 1], out var source);

        pattern.Row(0).ToArray().ShouldBe([0, 1, 1]);
        source.ShouldBe([1, 0, 2]);
    }

    [Fact]
    public void GroupsPairsInAnyOrderAndSaysWhichCameWhere()
    {
        var random = new Random(3);
        int[] rows = [.. Enumerable.Range(0, 500).Select(_ => random.Next(12))], columns = [.. rows.Select(_ => random.Next(9))];
        var expected = Enumerable.Range(0, 500).OrderBy(k => rows[k]).ThenBy(k => columns[k]).ThenBy(k => k).ToArray();

        var pattern = CsrPattern.FromPairs(12, 9, rows, columns, out var source);

        source.ShouldBe(expected);
        pattern.Indices.ShouldBe(expected.Select(k => columns[k]));
        pattern.RowIndices().ShouldBe(expected.Select(k => rows[k]));
        CsrPattern.FromPairs(12, 9, rows, columns).Indices.ShouldBe(pattern.Indices);
    }

    [Fact]
    public void NamesAnIndexOutsideTheShape()
    {
        Should.Throw<ArgumentException>(() => CsrMatrix.FromCoo(2, 2, [0], [2], [1])).Message.ShouldContain("2");
        Should.Throw<ArgumentException>(() => new CsrMatrix(1, 1, [0, 1], [-1], [1])).Message.ShouldContain("-1");
        Should.Throw<ArgumentException>(() => new CsrMatrix(2, 2, [0, 2, 1], [0], [1]));
        Should.Throw<ArgumentException>(() => new CsrMatrix(1, 1, [0, 1], [0], []));
    }
}
