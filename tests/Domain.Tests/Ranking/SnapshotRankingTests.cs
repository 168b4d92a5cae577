using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.Domain.Tests.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Domain.Tests.Ranking;

/// <summary>A snapshot's items and users are ranked by what the model says.</summary>
public sealed class SnapshotRankingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SnapshotContent _content = TestSnapshot.Random(seed: 5, users: 20, items: 300, dim: 24);
    private readonly Snapshot _snapshot;
    private readonly SnapshotRanking _ranking;

    public SnapshotRankingTests()
    {
        _snapshot = Written(_content);
        _ranking = new SnapshotRanking(_snapshot);
    }

    public void Dispose()
    {
        _snapshot.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ScoresAreDotProducts()
    {
        for (var user = 0; user < _snapshot.Users; user++)
        {
            var expected = Enumerable.Range(0, _snapshot.Items).OrderByDescending(i => Dot(_content.UserEmbeddings, user, _content.ItemEmbeddings, i)).Take(20);
            Items(top => _ranking.ByScore.Find(_snapshot.UserEmbedding(user), allowed: null, after: null, top)).ShouldBe(expected);
            ((double)_ranking.Score(_snapshot.UserEmbedding(user), 7)).ShouldBe(Dot(_content.UserEmbeddings, user, _content.ItemEmbeddings, 7), tolerance: 1e-4);
        }
    }

    [Fact]
    public void ALargeCatalogueInCellsIsSearchedInPartUnlessAllOfItIsAskedFor()
    {
        // The best item of all is in the cell whose centre is far away.
        const int items = 5_000;
        var rows = new float[items * 64];
        for (var row = 0; row < items; row++)
            rows[row * 64] = row < items / 2 ? 1 : -1;
        (rows[7 * 64], rows[4_000 * 64]) = (2, 3);
        var centroids = new float[2 * 64];
        (centroids[0], centroids[64]) = (1, -1);
        using var snapshot = Written(TestSnapshot.Random(seed: 6, users: 1, items, dim: 64) with
        {
            ItemEmbeddings = rows,
            CellOffsets = [0, items / 2, items],
            CellCentroids = centroids,
        });
        var query = new float[64];
        query[0] = 1;

        Best(new SnapshotRanking(snapshot, searchedShare: 0.1).ByScore).ShouldBe(7);
        Best(new SnapshotRanking(snapshot, searchedShare: 0.6).ByScore).ShouldBe(4_000);
        Best(new SnapshotRanking(snapshot).ByScore).ShouldBe(4_000);

        int Best(ITopItems engine)
        {
            var top = new ScoredItem[1];
            engine.Find(query, allowed: null, after: null, top).ShouldBe(1);
            return top[0].Item;
        }
    }

    [Fact]
    public void LikenessIsTheCosine()
    {
        for (var item = 0; item < 10; item++)
        {
            var expected = Enumerable.Range(0, _snapshot.Items)
                .OrderByDescending(i => Dot(_content.ItemEmbeddings, item, _content.ItemEmbeddings, i)
                    / Math.Sqrt(Dot(_content.ItemEmbeddings, i, _content.ItemEmbeddings, i))).Take(20);
            Items(top => _ranking.ByCosine.Find(_snapshot.ItemEmbedding(item), allowed: null, after: null, top)).ShouldBe(expected);
        }
    }

    [Fact]
    public void PopularItemsComeByInteractions() =>
        Items(top => _ranking.ByPopularity.Find(allowed: null, after: null, top)).ShouldBe(
            Enumerable.Range(0, _snapshot.Items).OrderByDescending(i => _content.ItemPopularity[i]).Take(20));

    private Snapshot Written(SnapshotContent content)
    {
        var path = _folder.File($"ranking-{content.ItemIds.Count}.safetensors");
        SnapshotFile.Write(content, path);
        return SnapshotFile.Open(path);
    }

    private double Dot(float[] a, int rowA, float[] b, int rowB) =>
        Enumerable.Range(0, _content.Dim).Sum(k => (double)a[(rowA * _content.Dim) + k] * b[(rowB * _content.Dim) + k]);

    private static int[] Items(Func<ScoredItem[], int> search)
    {
        var top = new ScoredItem[20];
        return [.. top[..search(top)].Select(x => x.Item)];
    }
}
