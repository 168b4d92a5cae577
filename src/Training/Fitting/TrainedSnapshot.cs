using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.ItemGraphs;
using KDiffE.Training.Rows;

namespace KDiffE.Training.Fitting;

/// <summary>A training as a snapshot.</summary>
internal static class TrainedSnapshot
{
    /// <summary>A measured training as a snapshot of a new version, with what it was trained on and how well it did.</summary>
    internal static SnapshotContent Create(Measured measured)
    {
        var now = DateTimeOffset.UtcNow;
        return Content(measured.Fit, measured.Data, new SnapshotMetadata(
            SnapshotMetadata.NewVersion(now), measured.Data.Name, now, measured.Data.Watermark,
            SettingsReader.Describe(measured.Fit.Settings), Figures(measured))
        {
            Features = measured.Fit.Features,
            Parts = measured.Fit.Model.Parts,
        });
    }

    /// <summary>
    /// The same training after it has learnt everything, under the same version and with the figures that it was measured
    /// by; <c>refit.*</c> says what it learnt.
    /// </summary>
    /// <param name="twin">The measured training.</param>
    /// <param name="refit">The training on everything.</param>
    /// <param name="everything">What that learnt from.</param>
    internal static SnapshotContent Refitted(SnapshotContent twin, FitResult refit, Dataset everything) => Content(refit, everything, twin.Metadata with
    {
        CreatedAt = DateTimeOffset.UtcNow,
        Features = refit.Features,
        Parts = refit.Model.Parts,
        Metrics = new Dictionary<string, double>(twin.Metadata.Metrics, StringComparer.Ordinal)
        {
            ["refit.interactions"] = everything.Train.Count,
            ["refit.epochs"] = refit.Epochs.Count,
        },
    });

    /// <summary>
    /// What serving needs; popularity counts positives, what was seen is everything. Users and items of which the model
    /// knows nothing are left out: their rows are what the training began with, and no answer should come from them. A user
    /// of whom it knows what to leave out alone has a row of zeros.
    /// </summary>
    private static SnapshotContent Content(FitResult fit, Dataset data, SnapshotMetadata metadata)
    {
        var positives = Refit.Everything(data).Train;
        var popularity = new int[data.Items];
        foreach (var item in positives.Items)
            popularity[item]++;
        int[] users = [.. positives.Users.Concat(data.Negative.Users).Distinct().Order()];
        var described = Described(fit, data);
        int[] items = [.. Enumerable.Range(0, data.Items).Where(item => popularity[item] > 0 || described[item])];
        var rowOf = new int[data.Items];
        Array.Fill(rowOf, -1);
        for (var row = 0; row < items.Length; row++)
            rowOf[items[row]] = row;
        var (seenOffsets, seenItems) = Rows(CsrPattern.FromPairs(
            data.Users, data.Items, [.. positives.Users, .. data.Negative.Users], [.. positives.Items, .. data.Negative.Items]));
        var (heldOutOffsets, heldOutItems) = Rows(data.Test.ByUser(data.Users, data.Items));
        return new SnapshotContent(
            metadata, fit.Model.Dim, [.. users.Select(user => data.UserIds[user])], [.. items.Select(item => data.ItemIds[item])],
            [.. items.Select(item => data.ItemNames[item])], Select(fit.Model.Users, users, positives.Users.ToHashSet()), Select(fit.Model.Items, items, [.. items]),
            [.. items.Select(item => popularity[item])], seenOffsets, seenItems)
        {
            HeldOutOffsets = data.Test.Count > 0 ? heldOutOffsets : [],
            HeldOutItems = heldOutItems,
        };

        (long[] Offsets, int[] Items) Rows(CsrPattern pattern)
        {
            var (offsets, rows) = (new long[users.Length + 1], new List<int>(pattern.Indices.Length));
            for (var row = 0; row < users.Length; row++)
            {
                foreach (var item in pattern.Row(users[row]))
                {
                    if (rowOf[item] >= 0)
                        rows.Add(rowOf[item]);
                }

                offsets[row + 1] = rows.Count;
            }

            return (offsets, [.. rows]);
        }

        float[] Select(float[] table, int[] rows, HashSet<int> learnt)
        {
            var selected = new float[rows.Length * fit.Model.Dim];
            for (var row = 0; row < rows.Length; row++)
            {
                if (learnt.Contains(rows[row]))
                    table.AsSpan(rows[row] * fit.Model.Dim, fit.Model.Dim).CopyTo(selected.AsSpan(row * fit.Model.Dim));
            }

            return selected;
        }
    }

    /// <summary>Items that have something the model works with beside interactions, or that is to place them: triples, or a feature.</summary>
    private static bool[] Described(FitResult fit, Dataset data)
    {
        var described = new bool[data.Items];
        var sources = fit.Content.Where(source => source.Used).Select(source => source.Source)
            .Concat(fit.Features.Select(feature => feature.Modality)).ToHashSet(StringComparer.Ordinal);
        if (fit.Weights.Cold is { Length: > 0 } cold)
            sources.UnionWith(RowExtension.SourcesOf(cold.Source, data));
        if (fit.Settings.KDiffE.MaxNeighbors > 0 || sources.Contains(ItemGraph.KnowledgeGraphSource))
        {
            foreach (var head in data.Triples.Heads)
                described[head] = true;
        }

        foreach (var feature in data.Features.Where(feature => sources.Contains(feature.Modality)))
        {
            for (var item = 0; item < described.Length; item++)
                described[item] |= feature.Present[item];
        }

        return described;
    }

    private static Dictionary<string, double> Figures(Measured measured)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        Add("valid", measured.Fit.Valid?.Recall, measured.Fit.Valid?.Ndcg);
        Add("test", measured.Test?.Recall, measured.Test?.Ndcg);
        Add("most_popular", measured.Popular?.Recall, measured.Popular?.Ndcg);
        Add(Baselines.LightGcn.Name, measured.LightGcn?.Recall, measured.LightGcn?.Ndcg);
        foreach (var (name, weight) in measured.Fit.Weights.Figures())
            figures[name] = weight;
        foreach (var (name, figure) in measured.Choice?.Figures() ?? [])
            figures[name] = figure;
        return figures;

        void Add(string name, double? recall, double? ndcg)
        {
            if (recall is null || ndcg is null)
                return;
            figures[$"{name}.recall@20"] = recall.Value;
            figures[$"{name}.ndcg@20"] = ndcg.Value;
        }
    }
}
