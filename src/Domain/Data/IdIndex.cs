namespace KDiffE.Domain.Data;

/// <summary>Gives external ids dense indices in the order in which they are first seen.</summary>
public sealed class IdIndex
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    /// <summary>External ids by dense index.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>Number of ids.</summary>
    public int Count => _ids.Count;

    /// <summary>The index of <paramref name="id"/>, a new one when it was not seen before.</summary>
    public int Add(string id)
    {
        if (_indices.TryGetValue(id, out var index))
            return index;
        index = _ids.Count;
        _indices.Add(id, index);
        _ids.Add(id);
        return index;
    }

    /// <summary>Looks an id up without adding it.</summary>
    public bool TryGet(string id, out int index) => _indices.TryGetValue(id, out index);
}
