using System.Globalization;
using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Training.Rows;

/// <summary>
/// Rows of items that came after a training, in the space of its snapshot: what their content predicts (<see cref="Tower"/>) of the
/// rows that are served, the learnt columns and those of profiles each by a regression of their own, from all items of the snapshot
/// that have interactions. The learnt ones are as long as the training chose for items without interactions, or as predicted where it
/// had none to choose by (<see cref="Placement"/>). Nobody has them, so the prior is 0.
/// </summary>
/// <param name="Items">The items that are placed, as indices of the catalogue's dataset, ascending.</param>
/// <param name="Rows">Their rows, row-major <c>[items, d]</c>.</param>
/// <param name="Reason">What places them, or why nothing does, for people.</param>
internal sealed record NewItems(IReadOnlyList<int> Items, float[] Rows, string Reason)
{
    /// <summary>The settings that say whether items are placed, and in how many columns content is.</summary>
    private static readonly string[] Settings = [Name(nameof(KDiffESettings.RareItemBlending)), Name(nameof(KDiffESettings.ProfileDim))];

    /// <summary>Places the items that a snapshot does not know. One whose content is none that an item of the snapshot shares is left out.</summary>
    /// <param name="snapshot">The snapshot of a training.</param>
    /// <param name="catalogue">All items, with their triples and features; interactions play no part.</param>
    /// <param name="cancellation">Stops what is computed.</param>
    /// <exception cref="InvalidSettingException">The snapshot names a setting that this version does not take.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static NewItems Place(Snapshot snapshot, Dataset catalogue, CancellationToken cancellation)
    {
        var settings = SettingsReader.Apply(
            new TrainingSettings(), snapshot.Metadata.HyperParameters.Where(pair => Settings.Contains(pair.Key)).Select(pair => $"{pair.Key}={pair.Value}")).KDiffE;
        if (settings.RareItemBlending == Switch.Off)
            return None($"{Name(nameof(KDiffESettings.RareItemBlending))} is off");
        var chosen = RowWeights.ColdOf(snapshot.Metadata.Metrics);
        if (chosen is { Length: 0 })
            return None("its training found that lists lose by items without interactions, however short their rows are");
        var rowOf = catalogue.ItemIds.Select(id => snapshot.TryGetItem(id, out var row) ? row : -1).ToArray();
        var popularity = Array.ConvertAll(rowOf, row => row < 0 ? 0 : snapshot.Popularity[row]);
        var contents = Content.Of(Shared(catalogue, popularity), settings, cancellation);
        var (parts, learnt) = (snapshot.Parts, new Towers(contents, Columns(snapshot, rowOf, 0, snapshot.Parts.Model), popularity));
        var tower = chosen is null ? learnt.Best() : learnt[chosen.Source];
        if (tower.Source == Tower.Mean)
            return None("the content of its items predicts their rows no better than the mean row does");
        cancellation.ThrowIfCancellationRequested();
        var profile = parts.Profile > 0 ? new Towers(contents, Columns(snapshot, rowOf, parts.Model, parts.Profile), popularity).Best() : null;

        int[] items = [.. Enumerable.Range(0, rowOf.Length).Where(item => rowOf[item] < 0 && tower.Known[item])];
        var (rows, length) = (new float[items.Length * snapshot.Dim], chosen?.Length ?? 1);
        for (var k = 0; k < items.Length; k++)
        {
            var row = rows.AsSpan(k * snapshot.Dim, snapshot.Dim);
            TensorPrimitives.Multiply(tower.Rows.AsSpan(items[k] * parts.Model, parts.Model), (float)length, row);
            if (profile?.Known[items[k]] == true)
                profile.Rows.AsSpan(items[k] * parts.Profile, parts.Profile).CopyTo(row[parts.Model..]);
        }

        return new NewItems(items, rows, string.Create(
            CultureInfo.InvariantCulture, $"{tower.Source} predicts {tower.Explained:P0} of what learnt rows differ by, and rows are {length:G3} times as long as predicted"));
    }

    private static NewItems None(string reason) => new([], [], reason);

    private static string Name(string setting) => $"{nameof(TrainingSettings.KDiffE)}:{setting}";

    /// <summary>The dataset without the triples whose relation and tail no item with interactions has: nothing was learnt of those.</summary>
    private static Dataset Shared(Dataset data, int[] popularity)
    {
        var triples = data.Triples;
        var known = Enumerable.Range(0, triples.Count).Where(k => popularity[triples.Heads[k]] > 0).Select(Column).ToHashSet();
        int[] kept = [.. Enumerable.Range(0, triples.Count).Where(k => known.Contains(Column(k)))];
        return data with
        {
            Triples = new Triples([.. kept.Select(k => triples.Heads[k])], [.. kept.Select(k => triples.Relations[k])], [.. kept.Select(k => triples.Tails[k])]),
        };

        (int Relation, int Tail) Column(int k) => (triples.Relations[k], triples.Tails[k]);
    }

    /// <summary>Some columns of the snapshot's item rows in the order of the catalogue; zeros where it does not know an item.</summary>
    private static Part Columns(Snapshot snapshot, int[] rowOf, int first, int dim)
    {
        var columns = new float[rowOf.Length * dim];
        for (var item = 0; item < rowOf.Length; item++)
        {
            if (rowOf[item] >= 0)
                snapshot.ItemEmbedding(rowOf[item]).Slice(first, dim).CopyTo(columns.AsSpan(item * dim, dim));
        }

        return new Part(dim, [], columns);
    }
}
