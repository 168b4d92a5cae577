using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace KDiffE.Domain.Settings;

/// <summary>
/// The hyper-parameters of the model and its optimisation, configuration section <c>KDiffE</c>.
/// </summary>
public sealed record KDiffESettings
{
    private const string Auto = "auto";
    private const int MostSteps = 64;
    private const int LargeSteps = 48;
    private const int BatchBlock = 1024;
    private const int InteractionsToHide = 6;

    /// <summary>d, the length of an embedding.</summary>
    [Range(1, 1024)]
    public int Dim { get; init; } = 96;

    /// <summary>L, the number of propagation layers.</summary>
    [Range(1, 3)]
    public int Layers { get; init; } = 2;

    /// <summary>How layers 0..L are combined.</summary>
    public LayerCombination LayerCombination { get; init; } = LayerCombination.Mean;

    /// <summary>Whether every connected node is its own neighbour (degrees then count it).</summary>
    public bool SelfLoops { get; init; }

    /// <summary>
    /// The share of a batch's own interactions that is left out of the propagation while it is learnt: a number in [0, 1], or
    /// <c>auto</c> for half of them where items have six training interactions or more on average, and none where they have fewer, for
    /// most of those items would be left without any.
    /// </summary>
    [NumberOrWord(0, 1, Auto)]
    public string HiddenTargets { get; init; } = Auto;

    /// <summary>ξ, the weight of the attention-aware matrix S beside A (Eq. 4); 0 leaves S out.</summary>
    [Range(0.0, 100.0)]
    public float Xi { get; init; } = 0.7f;

    /// <summary>R_w, random walks per node for S.</summary>
    [Range(1, 1000)]
    public int Walks { get; init; } = 12;

    /// <summary>M, steps of one walk.</summary>
    [Range(1, 10_000)]
    public int WalkLength { get; init; } = 50;

    /// <summary>c, the probability with which a step jumps back to the start.</summary>
    [Range(0.0, 1.0)]
    public double Restart { get; init; } = 0.2;

    /// <summary>Triples per item, or per node and hop, used in one epoch, drawn anew each epoch; 0 leaves the knowledge graph out.</summary>
    [Range(0, 100_000)]
    public int MaxNeighbors { get; init; } = 32;

    /// <summary>
    /// How many triples away from an item the aggregation reaches: with 2, entities first hear the items that point at
    /// them, over the inverse triples; with 3, those items hear their own entities before that.
    /// </summary>
    [Range(1, 3)]
    public int KgHops { get; init; } = 1;

    /// <summary>
    /// Whether each modality of the items' features becomes a view of its own beside the main one; off because it raised
    /// no validation figure beyond the noise (docs/algorithm.md).
    /// </summary>
    public Switch Modalities { get; init; }

    /// <summary>k, nearest items by content that the frozen item graph gives each item; 0 leaves the graph out.</summary>
    [Range(0, 1000)]
    public int ItemGraphNeighbors { get; init; } = 10;

    /// <summary>w, the weight of the frozen item graph beside the item itself.</summary>
    [Range(0.0, 100.0)]
    public float ItemGraphWeight { get; init; } = 1;

    /// <summary>
    /// Whether what is popular may count for everybody beside what the model has learnt; how much is chosen on validation
    /// data, and 0 where it does not help.
    /// </summary>
    public Switch PopularityPrior { get; init; } = Switch.On;

    /// <summary>
    /// The most columns that profiles of content take in a served row, so that an item scores higher the more likely it is
    /// to be the user's by a regression on knowledge graph or features; how much is chosen on validation data. 0 leaves profiles out.
    /// </summary>
    [Range(0, 1024)]
    public int ProfileDim { get; init; } = 159;

    /// <summary>
    /// Whether rows of items with few interactions may lean on what their content predicts, or on the mean row, and items without
    /// any stand where their content places them; how far is chosen on validation data.
    /// </summary>
    public Switch RareItemBlending { get; init; } = Switch.On;

    /// <summary>
    /// Whether only those triples of the knowledge graph are learnt from that are more likely true than not, by the item's other
    /// triples and its users; for catalogues of 20,000 items at most.
    /// </summary>
    public Switch CredibleTriples { get; init; }

    /// <summary>The ranking loss, L_rank of Eq. 14.</summary>
    public RankingLoss Loss { get; init; } = RankingLoss.Softmax;

    /// <summary>τ_r, the temperature of the softmax loss.</summary>
    [Range(0.001, 100.0)]
    public float RankTemperature { get; init; } = 0.2f;

    /// <summary>
    /// N, the uniform negatives that a batch of the softmax loss shares; 0 chooses an eighth of the items, 512 at least and 2,048 at
    /// most: the more items there are, the fewer of those that a user nearly likes are among few.
    /// </summary>
    [Range(0, 65_536)]
    public int Negatives { get; init; }

    /// <summary>α of the served score u·v / |v|^(1−α): a number in [0, 1], or <c>auto</c> to choose it on validation data.</summary>
    [NumberOrWord(0, 1, Auto)]
    public string NormExponent { get; init; } = Auto;

    /// <summary>
    /// Interactions per step; 0 chooses 2,048, 4,096 from 100,000 training interactions, and where an epoch would have more than
    /// 64 steps of these, as many, in whole 1,024s, as make 48 at most: every step propagates over the whole graph, so that an epoch's time grows with
    /// the interactions as long as its steps are so many and no more.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Batch { get; init; }

    /// <summary>Adam's learning rate.</summary>
    [Range(1e-7, 10.0)]
    public float LearningRate { get; init; } = 5e-3f;

    /// <summary>θ₂, the weight of ‖Θ_batch‖² (Eq. 14), per interaction of the batch.</summary>
    [Range(0.0, 10.0)]
    public float L2 { get; init; }

    /// <summary>
    /// δ of the moving average of the parameters, θ̄ ← δ·θ̄ + (1−δ)·θ after every step, that is evaluated and kept; 0
    /// keeps the parameters themselves.
    /// </summary>
    [Range(0.0, 0.99999)]
    public float Averaging { get; init; } = 0.995f;

    /// <summary>The most epochs to train.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 120;

    /// <summary>Evaluations without a better one after which training stops.</summary>
    [Range(1, 10_000)]
    public int Patience { get; init; } = 10;

    /// <summary>Epochs between two evaluations on validation data.</summary>
    [Range(1, 1000)]
    public int EvaluateEvery { get; init; } = 3;

    /// <summary>Seed of initialisation, sampling, dropout and walks.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The values that α is chosen from, or the one it is fixed to.</summary>
    internal IReadOnlyList<double> NormExponents => NormExponent == Auto
        ? [0, 0.25, 0.5, 0.75, 1]
        : [double.Parse(NormExponent, CultureInfo.InvariantCulture)];

    /// <summary>How S is estimated.</summary>
    internal SimilaritySettings Similarity => new(Walks, WalkLength, Restart, Seed);

    /// <summary>The shared negatives of a batch for so many items.</summary>
    internal int NegativesFor(int items) => Negatives > 0 ? Negatives : Math.Clamp(items / 8, 512, 2_048);

    /// <summary>The share of hidden targets for so many training interactions with so many items.</summary>
    internal float HiddenShareFor(int interactions, int items) => HiddenTargets == Auto
        ? interactions >= (long)InteractionsToHide * items ? 0.5f : 0
        : float.Parse(HiddenTargets, CultureInfo.InvariantCulture);

    /// <summary>The batch size for <paramref name="interactions"/> training interactions.</summary>
    internal int BatchFor(int interactions)
    {
        if (Batch > 0)
            return Batch;
        var size = interactions < 100_000 ? 2048 : 4096;
        return interactions <= size * MostSteps ? size : (int)Math.Ceiling((double)interactions / LargeSteps / BatchBlock) * BatchBlock;
    }

    /// <summary>Steps of an epoch over so many interactions.</summary>
    internal int StepsOf(int interactions)
    {
        var size = BatchFor(interactions);
        return (interactions + size - 1) / size;
    }
}
