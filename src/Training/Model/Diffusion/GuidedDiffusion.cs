using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>
/// The guided diffusion (Eq. 8–12) over sparse binary rows: it adds noise to a row, learns to recover the row from its
/// noisy state and a guide, and scores columns by the row that the reverse process recovers. For the knowledge graph
/// rows are items and columns the entities; for a modality rows are users and columns items.
/// </summary>
internal sealed class GuidedDiffusion : Module, IResumable
{
    // A dense step reads and changes the whole tables, so it takes many rows; sampled rows see each other's columns as
    // negatives, so that few rows mean few columns.
    private const int DenseBatch = 256;
    private const int SampledBatch = 64;
    private const int Negatives = 512;

    // Rows that the reverse process takes at a time.
    private const int Block = 256;

    // Rows × columns × hidden: up to here a dense pass takes a fraction of a second, and above it sampling pays.
    private const double DenseLimit = 1e9;
    private const double LeastScale = 1e-12;

    private readonly IOperators _operators;
    private readonly CsrPattern _states;
    private readonly int[] _rows;
    private readonly int _dim;
    private readonly DiffusionSettings _settings;
    private readonly Random _random;
    private readonly NoiseSchedule _schedule;
    private readonly Denoiser _denoiser;
    private readonly DiffusionStep _step;

    /// <param name="states">x_0 of all rows, <c>[rows, columns]</c>; a column at most once in a row.</param>
    /// <param name="dim">d, length of guides and column embeddings.</param>
    /// <param name="settings">Mode, steps, width, weight of the guide.</param>
    /// <param name="random">Draws order, steps and negatives; noise comes from libtorch's own seeded generator.</param>
    /// <param name="operators">Those of the device where the parameters lie.</param>
    /// <exception cref="InvalidSettingException">More noise steps are asked for than there are.</exception>
    internal GuidedDiffusion(CsrPattern states, int dim, DiffusionSettings settings, Random random, IOperators operators)
        : base(nameof(GuidedDiffusion))
    {
        if (settings.NoiseSteps > settings.Steps)
            throw new InvalidSettingException($"Diffusion:NoiseSteps is {settings.NoiseSteps}, but Diffusion:Steps only {settings.Steps}.");
        (_states, _dim, _settings, _random, _operators) = (states, dim, settings, random, operators);
        _rows = [.. Enumerable.Range(0, states.Rows).Where(row => states.Row(row).Length > 0)];
        _schedule = new NoiseSchedule(settings.Steps);
        _denoiser = new Denoiser(states.Cols, dim, settings.Hidden, settings.Steps, operators);
        _step = new DiffusionStep(_denoiser, _schedule, settings.GuideWeight, settings.Precision, operators);
        RegisterComponents();
    }

    /// <summary>Whether rows are dense; else their columns are sampled.</summary>
    internal bool IsDense => _settings.Mode == DiffusionMode.Dense
        || (_settings.Mode == DiffusionMode.Auto && (double)_rows.Length * _states.Cols * _settings.Hidden <= DenseLimit);

    /// <summary>Trains on every row that has an entry, once, in shuffled batches.</summary>
    /// <param name="guides">z̃ per row, <c>[rows, d]</c>, zero for none; not differentiated.</param>
    /// <param name="columnEmbeddings">Z_ε, <c>[columns, d]</c>; not differentiated.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The mean loss of the rows; 0 when none has an entry.</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal double TrainPass(Tensor guides, Tensor columnEmbeddings, CancellationToken cancellation)
    {
        CheckShape(guides, _states.Rows, nameof(guides));
        CheckShape(columnEmbeddings, _states.Cols, nameof(columnEmbeddings));
        using var outer = NewDisposeScope();
        var (scaledGuides, scaledColumns) = (GuidesOrZero(guides), Scaled(columnEmbeddings));
        // Nothing of the last pass's draws is left: what a pass draws depends on the generator alone.
        var sampler = new ColumnSampler(_states, IsDense ? _states.Cols : Negatives, _random);
        int[] order = [.. _rows];
        _random.Shuffle(order);
        var sum = 0.0;
        foreach (var rows in order.Chunk(IsDense ? DenseBatch : SampledBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var steps = Array.ConvertAll(rows, _ => _random.Next(_settings.Steps));
            sum += rows.Length * _step.Run(new DiffusionBatch(sampler.Draw(rows), steps, Take(scaledGuides, rows), scaledColumns));
        }

        return _rows.Length == 0 ? 0 : sum / _rows.Length;
    }

    /// <summary>x̂_0 at some places, in their order: <c>[nnz]</c>; 0 in a row whose state has no entry.</summary>
    /// <param name="guides">z̃ per row, <c>[rows, d]</c>.</param>
    /// <param name="places">The columns asked for of each row, <c>[rows, columns]</c>.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal float[] Score(Tensor guides, CsrPattern places, CancellationToken cancellation)
    {
        var scores = new float[places.Indices.Length];
        Reverse(guides, (rows, _, hidden) =>
        {
            var asked = new ColumnSampler(places, negatives: 0, _random).Draw(rows);
            var output = _denoiser.OutputTable.index_select(0, tensor(asked.Columns, device: guides.device));
            var values = TensorMemory.ToArray(_operators.Dots(hidden, output, new WeightedGather(asked.Entries)));
            for (var r = 0; r < rows.Length; r++)
                values.AsSpan(asked.Entries.Offsets[r], places.Row(rows[r]).Length).CopyTo(scores.AsSpan(places.Offsets[rows[r]]));
        }, cancellation);
        return scores;
    }

    /// <summary>
    /// The q best columns of each row among all columns, ascending; equal scores prefer the lower column. A row without
    /// an entry gets none.
    /// </summary>
    /// <param name="guides">z̃ per row, <c>[rows, d]</c>.</param>
    /// <param name="count">q, the number of columns that a row keeps.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal CsrPattern TopColumns(Tensor guides, int count, CancellationToken cancellation)
    {
        var best = new int[_states.Rows][];
        Array.Fill(best, []);
        var ties = Enumerable.Range(0, _states.Cols).ToArray();
        Reverse(guides, (rows, _, hidden) =>
        {
            var scores = TensorMemory.ToArray(_operators.Product(hidden, _denoiser.OutputTable, transposed: true, _settings.Precision));
            var top = new TopK(count, ties);
            for (var r = 0; r < rows.Length; r++)
            {
                best[rows[r]] = top.Select(scores.AsSpan(r * _states.Cols, _states.Cols), scale: null);
                Array.Sort(best[rows[r]]);
            }
        }, cancellation);
        int[] rowOf = [.. best.SelectMany((columns, row) => Enumerable.Repeat(row, columns.Length))];
        return CsrPattern.FromPairs(_states.Rows, _states.Cols, rowOf, [.. best.SelectMany(columns => columns)]);
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.PutParameters(_denoiser);
        _step.Save(to.Part("step"));
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        from.CopyToParameters(_denoiser);
        _step.Restore(from.Part("step"));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _step.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Runs the reverse process over the rows that have an entry, in blocks side by side.</summary>
    private void Reverse(Tensor guides, Action<int[], BatchColumns, Tensor> use, CancellationToken cancellation)
    {
        CheckShape(guides, _states.Rows, nameof(guides));
        using var unrecorded = no_grad();
        using var outer = NewDisposeScope();
        var scaled = GuidesOrZero(guides);
        using var process = new ReverseProcess(_denoiser, _schedule, _settings.NoiseSteps, _settings.Precision, _operators);
        int[][] blocks = [.. _rows.Chunk(Block)];
        // Blocks that draw noise take turns: libtorch's one generator must be asked in order.
        var options = new ParallelOptions { MaxDegreeOfParallelism = _settings.NoiseSteps > 0 ? 1 : -1, CancellationToken = cancellation };
        TorchThreads.For(blocks.Length, block =>
        {
            var columns = new ColumnSampler(_states, negatives: 0, _random).Draw(blocks[block]);
            use(blocks[block], columns, process.Run(columns, Take(scaled, blocks[block])));
        }, options);
    }

    /// <summary>
    /// The table divided by the root mean square of its values (design). Embeddings grow during training and cosine
    /// scores leave their length open; neither must decide how much the guide weighs.
    /// </summary>
    private static Tensor Scaled(Tensor table) => table.detach() / table.detach().Squared().mean().sqrt().AtLeast(LeastScale);

    /// <summary>Scaled guides; zero where the guide has no weight, so that the denoiser does not see it either.</summary>
    private Tensor GuidesOrZero(Tensor guides) => _settings.GuideWeight > 0 ? Scaled(guides) : zeros_like(guides);

    private static Tensor Take(Tensor table, int[] rows) => table.index_select(0, tensor(rows, ScalarType.Int64, table.device));

    private void CheckShape(Tensor table, int rows, string name)
    {
        if (table.ndim != 2 || table.shape[0] != rows || table.shape[1] != _dim)
            throw new ArgumentException($"Needs [{rows}, {_dim}], not [{string.Join(", ", table.shape)}].", name);
    }
}
