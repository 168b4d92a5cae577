using System.Globalization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>A feature matrix whose row number is the item's id.</summary>
internal sealed class FeatureFile : IDisposable
{
    private readonly NpyReader _matrix;
    private readonly string _file;
    private readonly Utf8IdIndex _items;
    private readonly BadRows _badRows;
    private readonly bool _mayAddItems;
    private readonly bool[] _hasItem;

    private FeatureFile(NpyReader matrix, string file, string modality, Utf8IdIndex items, BadRows badRows, bool mayAddItems)
    {
        (_matrix, _file, Modality, _items, _badRows, _mayAddItems) = (matrix, file, modality, items, badRows, mayAddItems);
        _hasItem = new bool[matrix.Rows];
    }

    /// <summary>For example <c>image</c>.</summary>
    internal string Modality { get; }

    /// <summary>Values per item.</summary>
    internal int Dim => _matrix.Columns;

    /// <summary>Rows read so far, sound or not.</summary>
    internal int RowsRead { get; private set; }

    /// <summary>
    /// Opens a matrix and checks that every known item has a row. Null when it is refused.
    /// </summary>
    internal static FeatureFile? Open(string path, string file, string modality, Utf8IdIndex items, BadRows badRows, bool mayAddItems)
    {
        FolderFile? content = null;
        NpyReader matrix;
        try
        {
            content = FolderFile.OpenWhole(path);
            matrix = new NpyReader(content.Content);
        }
        catch (InvalidDataException error)
        {
            content?.Dispose();
            badRows.Add(new BadRow(file, 0, Column: null, error.Message));
            return null;
        }

        var feature = new FeatureFile(matrix, file, modality, items, badRows, mayAddItems);
        if (feature.FindItems())
            return feature;
        feature.Dispose();
        return null;
    }

    /// <summary>
    /// The rows of finite values. A row of nothing but NaN is an item without the feature, or a gap in the ids; any other
    /// row that is not finite is reported. A row of values belongs to an item, since rows that are shifted by one would
    /// train in silence: one without is reported, unless the folder declares no items; then the rows do.
    /// </summary>
    internal IEnumerable<FeatureRow> Rows()
    {
        for (; RowsRead < _matrix.Rows; RowsRead++)
        {
            var values = _matrix.ReadRow();
            var broken = Array.FindIndex(values, v => !float.IsFinite(v));
            var isItem = _hasItem[RowsRead] || _mayAddItems;
            if (broken >= 0 && Array.TrueForAll(values, float.IsNaN))
            {
                if (isItem)
                    _items.Add(Id(RowsRead));
            }
            else if (!isItem)
                Reject(RowsRead, $"row {RowsRead} belongs to no item of the folder");
            else if (broken < 0)
                yield return new FeatureRow(_items.Add(Id(RowsRead)), values);
            else
                Reject(RowsRead, $"item {RowsRead} has {(float.IsNaN(values[broken]) ? "NaN" : "an infinite value")} in column {broken}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _matrix.Dispose();

    private bool FindItems()
    {
        var before = _badRows.Count;
        foreach (var key in _items.Keys)
        {
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row < _matrix.Rows && Id(row) == key)
                _hasItem[row] = true;
            else
                Reject(0, $"item '{key}' has no row: ids must be the integers from 0 to {_matrix.Rows - 1}");
        }

        return _badRows.Count == before;
    }

    private void Reject(int row, string reason) => _badRows.Add(new BadRow(_file, row, Column: null, reason));

    private static string Id(int row) => row.ToString(CultureInfo.InvariantCulture);
}
