using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Search;

/// <summary>Tells datasets apart by what a search sees of them: training, validation, triples and features, not test.</summary>
internal static class DatasetFingerprint
{
    /// <summary>The SHA-256 in hexadecimal digits.</summary>
    internal static string Of(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([data.Users, data.Items, data.Entities, data.Relations]));
        foreach (var column in new[]
            {
                data.Train.Users, data.Train.Items, data.Valid.Users, data.Valid.Items,
                data.Triples.Heads, data.Triples.Relations, data.Triples.Tails,
            })
        {
            // The lengths tell a row that moved from training to validation.
            hash.AppendData(MemoryMarshal.AsBytes<int>([column.Length]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(column));
        }

        foreach (var feature in data.Features)
            hash.AppendData(MemoryMarshal.AsBytes<float>(feature.Values));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
