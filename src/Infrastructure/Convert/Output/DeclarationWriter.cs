using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>Writes users, items, entities or relations with their attributes; each id once.</summary>
/// <param name="conversion">Gets the file and hears of bad rows.</param>
/// <param name="kind">The kind: <c>user</c>, <c>item</c>, <c>entity</c> or <c>relation</c>.</param>
/// <param name="attributes">The columns after the id.</param>
internal sealed class DeclarationWriter(Conversion conversion, string kind, params IReadOnlyList<RecBoleColumn> attributes)
{
    private readonly AtomicFileWriter _file = conversion.Create(kind, [new RecBoleColumn($"{kind}_id", RecBoleType.Token), .. attributes]);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The ids written.</summary>
    internal IReadOnlySet<string> Ids => _ids;

    /// <summary>Writes a row, or reports it.</summary>
    /// <param name="row">Where it comes from.</param>
    /// <param name="id">The external id.</param>
    /// <param name="values">The attributes in the order of the columns.</param>
    internal bool Write(SourceRows row, ReadOnlySpan<char> id, params ReadOnlySpan<string> values)
    {
        if (!conversion.IsId(row, kind, id))
            return false;
        if (!_ids.GetAlternateLookup<ReadOnlySpan<char>>().Add(id))
            return conversion.Reject(row, kind, $"'{id}' is declared twice");
        _file.Add(id);
        foreach (var value in values)
            _file.Add(value.AsSpan().Trim());
        _file.EndRow();
        return true;
    }
}
