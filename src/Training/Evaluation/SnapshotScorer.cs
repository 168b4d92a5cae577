using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Training.Evaluation;

/// <summary>Scores as a snapshot is served, in the order of a dataset that it need not have been trained on.</summary>
internal static class SnapshotScorer
{
    /// <summary>The scorer of a snapshot over a dataset; users and items that the snapshot does not know score zero.</summary>
    internal static IScorer Create(Snapshot snapshot, Dataset data)
    {
        var (users, items) = Rows(snapshot, data);
        return new EmbeddingScorer(users, items, snapshot.Dim);
    }

    /// <summary>A snapshot's rows of a dataset's users and items, each <c>[n, d]</c>; zeros where it does not know them.</summary>
    internal static (float[] Users, float[] Items) Rows(Snapshot snapshot, Dataset data)
    {
        return (Align(data.UserIds, snapshot.TryGetUser, snapshot.UserEmbedding), Align(data.ItemIds, snapshot.TryGetItem, snapshot.ItemEmbedding));

        float[] Align(IReadOnlyList<string> ids, TryGetRow tryGet, RowOf rowOf)
        {
            var rows = new float[ids.Count * snapshot.Dim];
            for (var k = 0; k < ids.Count; k++)
            {
                if (tryGet(ids[k], out var row))
                    rowOf(row).CopyTo(rows.AsSpan(k * snapshot.Dim));
            }

            return rows;
        }
    }

    private delegate bool TryGetRow(string id, out int row);

    private delegate ReadOnlySpan<float> RowOf(int row);
}
