using KDiffE.Domain.Data;

namespace KDiffE.Training.Baselines;

/// <summary>Fits <see cref="Ease"/> and its relatives with the settings that are best on validation data.</summary>
internal static class EaseSearch
{
    /// <summary>λ where there are no validation data to choose it on.</summary>
    internal const float Default = 500;

    /// <summary>Catalogues over this size try fewer values; each costs a factorisation, O(J³).</summary>
    private const int LargeCatalogue = 10_000;

    /// <summary>p where there are no validation data.</summary>
    private const float DefaultDropout = 0.25f;

    /// <summary>The weight of content where there are no validation data.</summary>
    private const float DefaultWeight = 10;

    /// <summary>The values of λ that are tried.</summary>
    internal static IReadOnlyList<float> Candidates(int items) =>
        items <= LargeCatalogue ? [20, 50, 100, 200, 500, 1000, 2000] : [200, 500, 1000];

    /// <summary>EASE with the best λ.</summary>
    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="progress">Hears of every trial.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentException">The catalogue is larger than <see cref="Ease.MostItems"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static Ease Fit(Dataset data, IProgress<BaselineTrial>? progress, CancellationToken cancellation) =>
        Fit(data, new EaseSettings(Default), [Regularisations(Candidates(data.Items))], progress, cancellation);

    /// <summary>EDLAE with the best λ and p. It regularises popular items by itself, so that smaller λ are tried too.</summary>
    /// <inheritdoc cref="Fit(Dataset, IProgress{BaselineTrial}?, CancellationToken)"/>
    internal static Ease FitDropout(Dataset data, IProgress<BaselineTrial>? progress, CancellationToken cancellation) => Fit(
        data, new EaseSettings(Default, DefaultDropout),
        [
            Regularisations(data.Items <= LargeCatalogue ? [1, 5, 10, .. Candidates(data.Items)] : [20, .. Candidates(data.Items)]),
            settings => Large(data, [0.05f, 0.1f, 0.2f, 0.33f, 0.5f, 0.66f, 0.8f]).Select(value => settings with { Dropout = value }),
        ],
        progress, cancellation);

    /// <summary>Collective EASE with the best λ and the best weights of triples and features.</summary>
    /// <inheritdoc cref="Fit(Dataset, IProgress{BaselineTrial}?, CancellationToken)"/>
    internal static Ease FitContent(Dataset data, IProgress<BaselineTrial>? progress, CancellationToken cancellation)
    {
        var dimensions = new List<Func<EaseSettings, IEnumerable<EaseSettings>>> { Regularisations(Candidates(data.Items)) };
        var start = new EaseSettings(Default);
        if (data.Triples.Count > 0)
        {
            start = start with { GraphWeight = DefaultWeight };
            dimensions.Add(settings => Weights.Select(value => settings with { GraphWeight = value }));
        }

        if (data.Features.Count > 0)
        {
            start = start with { FeatureWeight = DefaultWeight };
            dimensions.Add(settings => Weights.Select(value => settings with { FeatureWeight = value }));
        }

        return Fit(data, start, dimensions, progress, cancellation);
    }

    /// <summary>What keeps collective EASE from data; null where nothing does.</summary>
    internal static string? RefusalOfContent(Dataset data) =>
        Ease.Refusal(data) ?? (data.Triples.Count == 0 && data.Features.Count == 0 ? $"needs triples or features, and '{data.Name}' has neither" : null);

    /// <summary>Settings by the names of the JSON; those that a relative does not have are left out.</summary>
    internal static IReadOnlyDictionary<string, float> Describe(EaseSettings settings)
    {
        var named = new Dictionary<string, float>(StringComparer.Ordinal) { ["lambda"] = settings.Regularisation };
        foreach (var (name, value) in new[] { ("dropout", settings.Dropout), ("graph_weight", settings.GraphWeight), ("feature_weight", settings.FeatureWeight) })
        {
            if (value > 0)
                named.Add(name, value);
        }

        return named;
    }

    private static IReadOnlyList<float> Weights => [0, 3, 10, 30, 100, 300];

    private static Ease Fit(
        Dataset data, EaseSettings start, IReadOnlyList<Func<EaseSettings, IEnumerable<EaseSettings>>> dimensions,
        IProgress<BaselineTrial>? progress, CancellationToken cancellation)
    {
        var best = data.Valid.Count == 0
            ? start
            : CoordinateSearch.Choose(data, start, dimensions, settings => new Ease(data, settings, cancellation), Describe, progress, cancellation);
        return new Ease(data, best, cancellation);
    }

    private static Func<EaseSettings, IEnumerable<EaseSettings>> Regularisations(IReadOnlyList<float> values) =>
        settings => values.Select(value => settings with { Regularisation = value });

    private static IEnumerable<float> Large(Dataset data, float[] values) =>
        data.Items <= LargeCatalogue ? values : values.Where((_, place) => place % 2 == 1);
}
