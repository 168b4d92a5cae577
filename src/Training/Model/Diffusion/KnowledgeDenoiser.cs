using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>
/// Denoises the knowledge graph: the state of an item is its row of relations to entities (Eq. 9), its guide the mean
/// embedding of its users (Eq. 11), and Ĝ_k keeps each item's best-scored triples. Columns are only the nodes that are
/// a tail of some triple.
/// </summary>
internal sealed class KnowledgeDenoiser : IResumable, IDisposable
{
    private readonly IOperators _operators;
    private readonly KnowledgeGraph _graph;
    private readonly int _kept;
    private readonly int[] _entryOf;
    private readonly int[] _tails;
    private readonly CsrPattern _states;
    private readonly Tensor _columns;
    private readonly Tensor _shares;
    private readonly WeightedGather _users;
    private readonly GuidedDiffusion _diffusion;

    /// <param name="graph">G_k, the knowledge graph as the dataset has it.</param>
    /// <param name="users">The users connected to each item, <c>[J, I]</c>.</param>
    /// <param name="dim">The embedding size d.</param>
    /// <param name="settings">The diffusion's settings.</param>
    /// <param name="random">Draws order, steps and negatives.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    internal KnowledgeDenoiser(KnowledgeGraph graph, CsrPattern users, int dim, DiffusionSettings settings, Random random, IOperators operators)
    {
        (_graph, _kept, _operators) = (graph, settings.Q, operators);
        _tails = [.. graph.Neighbours.Indices.Distinct().Order()];
        _states = States(graph.Neighbours, _tails, out _entryOf);
        _columns = tensor(_tails, ScalarType.Int64, operators.Device);
        _users = new WeightedGather(users);
        _shares = tensor(Array.ConvertAll(users.RowIndices(), item => 1f / users.Row(item).Length), device: operators.Device);
        _diffusion = new GuidedDiffusion(_states, dim, settings, random, operators);
    }

    /// <summary>One pass of training over the items that have a triple.</summary>
    /// <param name="users">User embeddings <c>[I, d]</c>; not differentiated.</param>
    /// <param name="nodes">Embeddings of items and entities <c>[J + E, d]</c>; not differentiated.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal double TrainPass(Tensor users, Tensor nodes, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        return _diffusion.TrainPass(Guides(users), nodes.detach().index_select(0, _columns), cancellation);
    }

    /// <summary>
    /// Ĝ_k: of each item the q triples with the highest x̂_0 at their tail; among equals the first in the graph's order.
    /// </summary>
    /// <param name="users">User embeddings <c>[I, d]</c>.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal KnowledgeGraph Denoise(Tensor users, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var scores = _diffusion.Score(Guides(users), _states, cancellation);
        return _graph.Keep(triples => triples.OrderByDescending(k => scores[_entryOf[k]]).Take(_kept));
    }

    /// <summary>x̂_0 at any places.</summary>
    /// <param name="users">User embeddings <c>[I, d]</c>.</param>
    /// <param name="items">The item of each place.</param>
    /// <param name="tails">Its node, one that is the tail of some triple.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal float[] Score(Tensor users, int[] items, int[] tails, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var places = CsrPattern.FromPairs(_states.Rows, _tails.Length, items, Array.ConvertAll(tails, tail => Array.BinarySearch(_tails, tail)), out var source);
        // Each column once in a row: several triples of an item may have one tail.
        var distinct = States(places, [.. Enumerable.Range(0, _tails.Length)], out var entryOf);
        var scores = _diffusion.Score(Guides(users), distinct, cancellation);
        var result = new float[items.Length];
        for (var k = 0; k < source.Length; k++)
            result[source[k]] = scores[entryOf[k]];
        return result;
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to) => _diffusion.Save(to);

    /// <inheritdoc/>
    public void Restore(Checkpoint from) => _diffusion.Restore(from);

    public void Dispose()
    {
        _diffusion.Dispose();
        _columns.Dispose();
        _shares.Dispose();
    }

    /// <summary>z̃ per item: the mean of its users' embeddings, zero for an item without users; <c>[J, d]</c>.</summary>
    internal Tensor Guides(Tensor users) => _operators.WeightedGather(_shares, users.detach(), _users);

    /// <summary>Each item's distinct tails, renumbered; <paramref name="entryOf"/> is the entry of every triple.</summary>
    private static CsrPattern States(CsrPattern neighbours, int[] tails, out int[] entryOf)
    {
        entryOf = new int[neighbours.Indices.Length];
        var offsets = new int[neighbours.Rows + 1];
        var entries = new List<int>();
        for (var item = 0; item < neighbours.Rows; item++)
        {
            for (var k = neighbours.Offsets[item]; k < neighbours.Offsets[item + 1]; k++)
            {
                // Tails ascend within an item, so several triples to one tail stand side by side.
                var tail = Array.BinarySearch(tails, neighbours.Indices[k]);
                if (entries.Count == offsets[item] || entries[^1] != tail)
                    entries.Add(tail);
                entryOf[k] = entries.Count - 1;
            }

            offsets[item + 1] = entries.Count;
        }

        return new CsrPattern(neighbours.Rows, tails.Length, offsets, [.. entries]);
    }
}
