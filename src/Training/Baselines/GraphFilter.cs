using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Baselines;

/// <summary>
/// GF-CF (Shen et al. 2021, "How Powerful is Graph Convolution for Recommendation?"): a user's interactions as a signal on
/// the graph of items, smoothed by a linear low-pass filter and an ideal one, without any training:
/// s_u = x_u·(R̃ᵀR̃ + α·D_v^{-1/2}·V_k·V_kᵀ·D_v^{1/2}), V_k the k lowest frequencies of <see cref="GraphSpectrum"/>.
/// </summary>
internal sealed class GraphFilter : ITunedScorer
{
    /// <summary>The authors' settings, for where there are no validation data.</summary>
    internal static readonly GraphFilterSettings Default = new(256, 0.3f);

    private static readonly int[] Frequencies = [16, 32, 64, 128, 256, 512];
    private static readonly float[] Weights = [0, 0.1f, 0.3f, 1, 3, 10];

    private readonly GraphSpectrum _graph;
    private readonly GraphFilterSettings _settings;
    private readonly ScoreMatrix _items;

    /// <summary>α·x_u·D_v^{-1/2}·V_k, <c>[I, k]</c>.</summary>
    private readonly float[] _users;

    /// <param name="graph">The graph with at least k frequencies, or all that there are.</param>
    /// <param name="settings">k and α.</param>
    internal GraphFilter(GraphSpectrum graph, GraphFilterSettings settings)
    {
        (_graph, _settings) = (graph, settings);
        var count = Math.Min(settings.Frequencies, graph.Count);
        var vectors = graph.Lowest(count);
        var weights = Array.ConvertAll(graph.Users.Indices, item => settings.IdealWeight / MathF.Sqrt(graph.Items.Row(item).Length));
        _users = new float[graph.Users.Rows * count];
        SpMM.Multiply(graph.Users, weights, vectors, count, _users);
        for (var item = 0; item < graph.Items.Rows; item++)
        {
            var row = vectors.AsSpan(item * count, count);
            TensorPrimitives.Multiply(row, MathF.Sqrt(graph.Items.Row(item).Length), row);
        }

        _items = new ScoreMatrix(vectors, count);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, float> Chosen => Describe(_settings);

    /// <summary>The filter with the k and α that are best on validation data.</summary>
    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="progress">Hears of every trial.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static GraphFilter Fit(Dataset data, IProgress<BaselineTrial>? progress, CancellationToken cancellation)
    {
        var graph = new GraphSpectrum(data, Frequencies[^1], cancellation);
        if (data.Valid.Count == 0)
            return new GraphFilter(graph, Default);
        var best = CoordinateSearch.Choose(
            data, Default,
            [
                settings => Frequencies.Where(k => k <= graph.Count).Select(k => settings with { Frequencies = k }),
                settings => Weights.Select(weight => settings with { IdealWeight = weight }),
            ],
            settings => new GraphFilter(graph, settings), Describe, progress, cancellation);
        return new GraphFilter(graph, best);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        var items = _graph.Items.Rows;
        _items.Multiply(_users, users, scores);
        var (met, linear) = (new double[_graph.Users.Rows], new double[items]);
        for (var i = 0; i < users.Length; i++)
        {
            SetLinear(_graph.Users.Row(users[i]), met, linear);
            var row = scores.Slice(i * items, items);
            for (var item = 0; item < items; item++)
                row[item] += (float)linear[item];
        }
    }

    private static IReadOnlyDictionary<string, float> Describe(GraphFilterSettings settings) => new Dictionary<string, float>(StringComparer.Ordinal)
    {
        ["frequencies"] = settings.Frequencies,
        ["ideal_weight"] = settings.IdealWeight,
    };

    /// <summary>x_u·R̃ᵀR̃: from the user's items to all who have them, and from these to all of theirs.</summary>
    /// <param name="history">The user's items.</param>
    /// <param name="met">Room for a number per user.</param>
    /// <param name="linear">Receives the result, <c>[J]</c>.</param>
    private void SetLinear(ReadOnlySpan<int> history, double[] met, double[] linear)
    {
        Array.Clear(met);
        Array.Clear(linear);
        foreach (var item in history)
        {
            var others = _graph.Items.Row(item);
            foreach (var other in others)
                met[other] += 1 / Math.Sqrt(others.Length);
        }

        for (var other = 0; other < met.Length; other++)
        {
            if (met[other] == 0)
                continue;
            var theirs = _graph.Users.Row(other);
            foreach (var item in theirs)
                linear[item] += met[other] / theirs.Length;
        }

        for (var item = 0; item < linear.Length; item++)
            linear[item] /= Math.Sqrt(Math.Max(_graph.Items.Row(item).Length, 1));
    }
}
