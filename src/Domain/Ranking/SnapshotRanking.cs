using System.Numerics.Tensors;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Ranking;

/// <summary>The engines that rank a snapshot's items and users; valid as long as the snapshot is.</summary>
public sealed class SnapshotRanking
{
    /// <summary>The share of the items that is searched unless somebody says otherwise: it finds nearly all of the best (benchmarks).</summary>
    public const double UsualShare = 0.02;

    private readonly Lazy<ITopItems> _usersByCosine;
    private readonly Lazy<RankedItems> _byPopularity;

    /// <summary>Prepares the rankings of a snapshot, which stays the caller's to dispose.</summary>
    /// <param name="snapshot">Whose items and users are ranked.</param>
    /// <param name="searchedShare">The least share of the items that a search looks at where they are in cells; 1 for all.</param>
    public SnapshotRanking(Snapshot snapshot, double searchedShare = 1)
    {
        Snapshot = snapshot;
        var own = snapshot.Parts.Own;
        var (byScore, byCosine) = (ExactTopItems.ByDotProduct(snapshot.ItemEmbeddings, snapshot.Dim), ExactTopItems.ByCosine(snapshot.ItemEmbeddings, snapshot.Dim, own));
        (ByScore, ByCosine) = (byScore, byCosine);
        if (QuantizedTopItems.Pays(snapshot.ItemEmbeddings.Length, snapshot.Dim))
        {
            var rows = new QuantizedRows(snapshot.ItemEmbeddings.Span, snapshot.Dim);
            snapshot.Keep(rows);
            var cells = searchedShare < 1 ? snapshot.Cells : null;
            (ByScore, ByCosine) = (new QuantizedTopItems(byScore, rows, cells, searchedShare), new QuantizedTopItems(byCosine, rows, cells, searchedShare));
        }

        _usersByCosine = new(() => ExactTopItems.ByCosine(snapshot.UserEmbeddings, snapshot.Dim, own));
        _byPopularity = new(() => Popular(snapshot.Popularity));
    }

    /// <summary>Whose rankings these are.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>Items by the dot product with a user's vector, which is the model's score.</summary>
    public ITopItems ByScore { get; }

    /// <summary>Items by the cosine with an item's vector.</summary>
    public ITopItems ByCosine { get; }

    /// <summary>Users by the cosine with a user's vector; made when it is first asked for.</summary>
    public ITopItems UsersByCosine => _usersByCosine.Value;

    /// <summary>Items by the number of their training interactions; made when it is first asked for.</summary>
    public RankedItems ByPopularity => _byPopularity.Value;

    /// <summary>Whether the model has learnt anything of a user; one of whom it has not has a row of zeros, and no scores.</summary>
    public bool Knows(int user) => Snapshot.UserEmbedding(user).ContainsAnyExcept(0f);

    /// <summary>The score of one item for a user's vector.</summary>
    /// <param name="vector">The user's, <c>[d]</c>.</param>
    /// <param name="item">The item's row.</param>
    public float Score(ReadOnlySpan<float> vector, int item) => DotProduct.Of(vector, Snapshot.ItemEmbedding(item));

    private static RankedItems Popular(ReadOnlySpan<int> popularity)
    {
        var scores = new float[popularity.Length];
        TensorPrimitives.ConvertTruncating(popularity, scores);
        return new RankedItems(scores);
    }
}
