using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Baselines;

/// <summary>
/// Item-based nearest neighbours (Sarwar et al. 2001): an item's score is the sum of the cosine similarities to those
/// of the user's items that are among its k most similar items. The cosine of two items is the number of users that
/// they share over √(users of one · users of the other) and a shrinkage.
/// </summary>
internal sealed class ItemKnn : ITunedScorer
{
    private static readonly int[] Neighbours = [10, 20, 50, 100, 200, 500];
    private static readonly float[] Shrinkages = [0, 1, 3, 10, 30, 100, 300];

    private readonly ItemKnnSettings _settings;
    private readonly CsrPattern _train;

    /// <summary>Row j holds the items that have j among their neighbours, with the similarity.</summary>
    private readonly CsrMatrix _listeners;

    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="settings">How many neighbours, and how cosines are shrunk.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal ItemKnn(Dataset data, ItemKnnSettings settings, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Neighbours, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Shrinkage, nameof(settings));
        _settings = settings;
        var users = new CoInteractions(data.Train, data.Users, data.Items);
        _train = users.ItemsOf;
        var tieOrder = TieOrder.Of(data.ItemIds);
        var similar = new (int[] Items, float[] Cosines)[data.Items];
        ScratchLoop.For(
            data.Items,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Cosines: new float[data.Items], Top: new TopK(settings.Neighbours, tieOrder)),
            (item, scratch) =>
            {
                users.Cosines(item, scratch.Cosines, settings.Shrinkage);
                var nearest = scratch.Top.Select(scratch.Cosines, scale: null);
                similar[item] = (nearest, [.. nearest.Select(other => scratch.Cosines[other])]);
            });
        _listeners = CsrMatrix.FromCoo(
            data.Items, data.Items,
            [.. similar.SelectMany(s => s.Items)],
            [.. similar.SelectMany((s, item) => Enumerable.Repeat(item, s.Items.Length))],
            [.. similar.SelectMany(s => s.Cosines)]);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, float> Chosen => Describe(_settings);

    /// <summary>The neighbours and the shrinkage that are best on validation data; 100 and none where there are none.</summary>
    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="progress">Hears of every trial.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static ItemKnn Fit(Dataset data, IProgress<BaselineTrial>? progress, CancellationToken cancellation)
    {
        var best = data.Valid.Count == 0
            ? new ItemKnnSettings()
            : CoordinateSearch.Choose(
                data, new ItemKnnSettings(),
                [
                    settings => Shrinkages.Select(shrinkage => settings with { Shrinkage = shrinkage }),
                    settings => Neighbours.Select(neighbours => settings with { Neighbours = neighbours }),
                ],
                settings => new ItemKnn(data, settings, cancellation), Describe, progress, cancellation);
        return new ItemKnn(data, best, cancellation);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Shape.Check<float>(scores, users.Length, _listeners.Cols, nameof(scores));
        // Summed in double, so that equal sums stay equal floats whatever the order of a user's items.
        var sums = new double[_listeners.Cols];
        for (var i = 0; i < users.Length; i++)
        {
            Array.Clear(sums);
            foreach (var item in _train.Row(users[i]))
            {
                for (var k = _listeners.Pattern.Offsets[item]; k < _listeners.Pattern.Offsets[item + 1]; k++)
                    sums[_listeners.Pattern.Indices[k]] += _listeners.Values[k];
            }

            for (var item = 0; item < sums.Length; item++)
                scores[(i * sums.Length) + item] = (float)sums[item];
        }
    }

    private static IReadOnlyDictionary<string, float> Describe(ItemKnnSettings settings) => new Dictionary<string, float>(StringComparer.Ordinal)
    {
        ["neighbours"] = settings.Neighbours,
        ["shrinkage"] = settings.Shrinkage,
    };
}
