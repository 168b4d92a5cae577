using System.Collections.Concurrent;
using System.Text.Json;
using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Filtering;

/// <summary>
/// The attributes of items by row, and which rows a <see cref="WhereClause"/> is true of. Rows beyond the last one that was
/// set are there without attributes. Safe to use from many threads; one that sets rows waits for nobody who reads, but
/// for a new clause while that is evaluated.
/// <para>
/// Memory, a row: its JSON and 32 bytes; 8 bytes for each attribute that a clause has named; an eighth of a byte for each
/// clause that is remembered. Each distinct string (list) of such an attribute costs some 80 (150) bytes more. At most
/// <see cref="MaxColumns"/> attributes and <see cref="MaxClauses"/> clauses are kept, those that were used last.
/// </para>
/// </summary>
public sealed class ItemAttributes
{
    /// <summary>The most attributes that are kept as columns; more than one clause can name.</summary>
    public const int MaxColumns = 128;

    /// <summary>The most clauses that are remembered.</summary>
    public const int MaxClauses = 64;

    private const int SpareValues = 1_024;
    private readonly Lock _gate = new();
    private readonly Lock _building = new();
    private readonly AttributeNames _names = new();
    private readonly Dictionary<AttributePath, AttributeColumn> _columns = [];
    private readonly ConcurrentDictionary<WhereClause, ClauseRows> _clauses = new();
    private byte[]?[] _json;
    private int _rows;
    private List<int>? _changedWhileBuilding;

    /// <param name="rows">Rows to make room for; there may be more.</param>
    public ItemAttributes(int rows = 0) => _json = new byte[]?[Capacity(rows)];

    /// <summary>One more than the last row that was set.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>Sets the attributes of a row, in place of those it had.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="json">A JSON object in UTF-8; empty for none.</param>
    /// <exception cref="JsonException">It is no JSON object. Nothing has changed.</exception>
    public void Set(int row, ReadOnlySpan<byte> json)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        if (!json.IsEmpty)
            AttributeNames.Check(json);
        lock (_gate)
        {
            if (row >= _json.Length)
                Grow(row + 1);
            if (json.SequenceEqual(_json[row]) && row < _rows)
                return;
            Volatile.Write(ref _json[row], json.IsEmpty ? null : json.ToArray());
            Volatile.Write(ref _rows, Math.Max(_rows, row + 1));
            if (!json.IsEmpty)
                _names.Learn(json);
            _changedWhileBuilding?.Add(row);
            foreach (var column in _columns.Values)
                column.Set(row, json, _json.Length);
            foreach (var clause in _clauses.Values)
                clause.Update(row);
            // Values that no row has any more stay in the column: now and then it begins anew.
            foreach (var column in _columns.Values.Where(column => column.Values.Count > 2 * _json.Length + SpareValues).ToList())
                Drop(column);
        }
    }

    /// <summary>The attributes of a row as they were set; empty for none.</summary>
    public ReadOnlyMemory<byte> Json(int row) => Volatile.Read(ref _json) is var json && row < json.Length ? Volatile.Read(ref json[row]) : default(ReadOnlyMemory<byte>);

    /// <summary>
    /// Writes an object with some attributes of a row, each under its whole name: <c>{"details.pages": 320}</c>. Those
    /// that the row lacks are left out.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="names">Which attributes, each once.</param>
    /// <param name="writer">Receives the object; stands where a value may.</param>
    public void Write(int row, IEnumerable<AttributePath> names, Utf8JsonWriter writer)
    {
        var json = Json(row).Span;
        writer.WriteStartObject();
        foreach (var name in names)
        {
            if (json.IsEmpty || !name.TryFind(json, out var value))
                continue;
            var start = (int)value.TokenStartIndex;
            value.Skip();
            writer.WritePropertyName(name.ToString());
            writer.WriteRawValue(json[start..(int)value.BytesConsumed], skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Whether a clause is true of a row.</summary>
    public bool Matches(WhereClause clause, int row)
    {
        var found = Find(clause);
        var words = found.Words;
        return row / 64 < words.Length ? (words[row / 64] >> (row % 64) & 1) != 0 : found.PassesWithout;
    }

    /// <summary>
    /// Makes a set that of the rows of which a clause is true. The first clause that names an attribute looks through all
    /// rows; a clause that is remembered costs a pass over the bits.
    /// </summary>
    public void Evaluate(WhereClause clause, ItemMask mask)
    {
        mask.SetAll();
        And(clause, mask);
    }

    /// <summary>Keeps those rows in a set of which a clause is true; costs what <see cref="Evaluate"/> does.</summary>
    public void And(WhereClause clause, ItemMask mask)
    {
        var found = Find(clause);
        var words = found.Words;
        var bits = mask.Bits;
        for (var k = 0; k < Math.Min(bits.Length, words.Length); k++)
            bits[k] &= words[k];
        if (bits.Length > words.Length && !found.PassesWithout)
            bits[words.Length..].Clear();
    }

    private static int Capacity(int rows) => Math.Max((rows + 63) / 64 * 64, 64);

    private void Grow(int rows)
    {
        var (json, capacity) = (_json, Capacity((int)Math.Min(Math.Max(rows, 2L * _json.Length), Array.MaxLength - 63)));
        Array.Resize(ref json, capacity);
        Volatile.Write(ref _json, json);
        foreach (var clause in _clauses.Values)
            clause.Grow(capacity);
    }

    private ClauseRows Find(WhereClause clause)
    {
        if (!_clauses.TryGetValue(clause, out var found))
            found = Remember(clause);
        found.Touch();
        return found;
    }

    private ClauseRows Remember(WhereClause clause)
    {
        lock (_gate)
        {
            if (_clauses.TryGetValue(clause, out var known))
                return known;
            if (clause.Root.Attributes().All(_columns.ContainsKey))
                return Compute(clause);
        }

        lock (_building)
        {
            var built = BuildColumns(clause);
            lock (_gate)
            {
                foreach (var column in built)
                {
                    foreach (var row in _changedWhileBuilding!)
                        column.Set(row, _json[row], _json.Length);
                    _columns.Add(column.Path, column);
                }

                _changedWhileBuilding = null;
                return Compute(clause);
            }
        }
    }

    // Looking through all rows takes a while, in which they may be set: the changes are noted, and taken in afterwards.
    private List<AttributeColumn> BuildColumns(WhereClause clause)
    {
        List<AttributeColumn> columns, sought;
        byte[]?[] json;
        lock (_gate)
        {
            columns = [.. clause.Root.Attributes().Distinct().Where(path => !_columns.ContainsKey(path)).Select(path => new AttributeColumn(path))];
            sought = [.. columns.Where(column => _names.MayHave(column.Path))];
            json = _json;
            _changedWhileBuilding = [];
        }

        for (var row = 0; row < json.Length && sought.Count > 0; row++)
        {
            if (Volatile.Read(ref json[row]) is not { } attributes)
                continue;
            foreach (var column in sought)
                column.Set(row, attributes, json.Length);
        }

        return columns;
    }

    private ClauseRows Compute(WhereClause clause)
    {
        var columns = clause.Root.Attributes().Distinct().Select(path => _columns[path]).ToList();
        foreach (var column in columns)
            column.LastUsed = Environment.TickCount64;
        var rows = new ClauseRows(clause.Root.Bind(path => _columns[path]), columns, _json.Length);
        _clauses[clause] = rows;
        rows.Touch();
        Forget(columns);
        return rows;
    }

    private void Forget(List<AttributeColumn> justUsed)
    {
        while (_clauses.Count > MaxClauses)
            _clauses.TryRemove(_clauses.MinBy(clause => clause.Value.LastUsed));
        if (_columns.Count <= MaxColumns)
            return;
        foreach (var clause in _clauses.Values)
        {
            foreach (var column in clause.Columns)
                column.LastUsed = Math.Max(column.LastUsed, clause.LastUsed);
        }

        foreach (var column in _columns.Values.Except(justUsed).OrderBy(column => column.LastUsed).Take(_columns.Count - MaxColumns).ToList())
            Drop(column);
    }

    private void Drop(AttributeColumn column)
    {
        _columns.Remove(column.Path);
        foreach (var (clause, rows) in _clauses)
        {
            if (rows.Columns.Contains(column))
                _clauses.TryRemove(clause, out _);
        }
    }
}
