using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Export.Embeddings;

/// <summary>The items or the users of a snapshot, by row.</summary>
/// <param name="Name"><c>items</c> or <c>users</c>.</param>
/// <param name="Rows">How many.</param>
/// <param name="Dim">d, values of an embedding.</param>
/// <param name="Id">The external id of a row.</param>
/// <param name="Embedding">The embedding of a row, <c>[d]</c>.</param>
internal sealed record EmbeddingTable(string Name, int Rows, int Dim, Func<int, string> Id, Func<int, ReadOnlyMemory<float>> Embedding)
{
    /// <summary>What is known of an item beside: its name, null where it has none, and its training interactions. Null for users.</summary>
    internal Func<int, (string? Name, int Popularity)>? About { get; private init; }

    /// <summary>Both tables of a snapshot, which must live as long.</summary>
    internal static IReadOnlyList<EmbeddingTable> Of(Snapshot snapshot) =>
    [
        new("items", snapshot.Items, snapshot.Dim, snapshot.ItemId, row => snapshot.ItemEmbeddings.Slice(row * snapshot.Dim, snapshot.Dim))
        {
            About = row => (snapshot.ItemName(row), snapshot.Popularity[row]),
        },
        new("users", snapshot.Users, snapshot.Dim, snapshot.UserId, row => snapshot.UserEmbeddings.Slice(row * snapshot.Dim, snapshot.Dim)),
    ];
}
