namespace KDiffE.Domain.Data;

/// <summary>A hash of external ids that is the same in every process, as that of the runtime is not.</summary>
public static class IdHash
{
    private const ulong Basis = 14695981039346656037;

    /// <summary>FNV-1a over the characters, with a final mix because ids often differ in one digit.</summary>
    /// <param name="id">The id.</param>
    /// <param name="seed">Another seed, another hash.</param>
    public static ulong Of(string id, ulong seed = 0)
    {
        var hash = Basis ^ seed;
        foreach (var character in id)
            hash = (hash ^ character) * 1099511628211;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return hash ^ (hash >> 32);
    }
}
