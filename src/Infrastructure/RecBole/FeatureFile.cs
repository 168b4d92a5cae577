using System.Globalization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>A feature matrix whose row number is the item's id.</summary>
internal sealed class FeatureFile : IDisposable
{
    private readonly NpyReader _matrix;
    private readonly string _file;
    private readonly KeyIndex _items;
    private readonly BadRows _badRows;

    private FeatureFile(NpyReader matrix, string file, string modality, KeyIndex items, BadRows badRows)
    {
        (_matrix, _file, Modality, _items, _badRows) = (matrix, file, modality, items, badRows);
    }

    /// <summary>For example <c>image</c>.</summary>
    internal string Modality { get; }

    /// <summary>Values per item.</summary>
    internal int Dim => _matrix.Columns;

    /// <summary>Rows read so far, sound or not.</summary>
    internal int RowsRead { get; private set; }

    /// <summary>
    /// Opens a matrix and checks that its rows and the items belong together, since rows that are shifted by one
    /// would train in silence: every known item must have a row, and every row an item, unless the folder declares
    /// no items; then the rows do. Null when it is refused.
    /// </summary>
    internal static FeatureFile? Open(Stream stream, string file, string modality, KeyIndex items, BadRows badRows, bool mayAddItems)
    {
        NpyReader matrix;
        try
        {
            matrix = new NpyReader(stream);
        }
        catch (InvalidDataException error)
        {
            stream.Dispose();
            badRows.Add(new BadRow(file, 0, Column: null, error.Message));
            return null;
        }

        var feature = new FeatureFile(matrix, file, modality, items, badRows);
        if (feature.Fits(mayAddItems))
            return feature;
        feature.Dispose();
        return null;
    }

    /// <summary>
    /// The rows of finite values. A row of nothing but NaN is an item without the feature; any other row that is not
    /// finite is reported. A row whose item is new makes it known.
    /// </summary>
    internal IEnumerable<FeatureRow> Rows()
    {
        for (; RowsRead < _matrix.Rows; RowsRead++)
        {
            var values = _matrix.ReadRow();
            var broken = Array.FindIndex(values, v => !float.IsFinite(v));
            if (broken < 0)
                yield return new FeatureRow(_items.Add(Id(RowsRead)), values);
            else if (Array.TrueForAll(values, float.IsNaN))
                _items.Add(Id(RowsRead));
            else
                Reject(RowsRead, $"item {RowsRead} has {(float.IsNaN(values[broken]) ? "NaN" : "an infinite value")} in column {broken}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _matrix.Dispose();

    private bool Fits(bool mayAddItems)
    {
        var before = _badRows.Count;
        var hasItem = new bool[_matrix.Rows];
        foreach (var key in _items.Keys)
        {
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row < _matrix.Rows && Id(row) == key)
                hasItem[row] = true;
            else
                Reject(0, $"item '{key}' has no row: ids must be the integers from 0 to {_matrix.Rows - 1}");
        }

        if (!mayAddItems)
        {
            for (var row = 0; row < hasItem.Length; row++)
            {
                if (!hasItem[row])
                    Reject(row, $"row {row} belongs to no item of the folder");
            }
        }

        return _badRows.Count == before;
    }

    private void Reject(int row, string reason) => _badRows.Add(new BadRow(_file, row, Column: null, reason));

    private static string Id(int row) => row.ToString(CultureInfo.InvariantCulture);
}
