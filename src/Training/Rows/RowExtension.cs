using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Model.ItemGraphs;

namespace KDiffE.Training.Rows;

/// <summary>
/// Adds to the rows that a model has learnt what it has not (design): what items count for everybody, profiles of content,
/// and for items that are rare or new what their content predicts. A score stays one dot product,
/// <c>u·v / |u| + Σ_s w_s·(mean dot product by s of the item and the user's items) + w_p·√(n / the most n)</c>, with the rows of
/// a source s as <see cref="Ridge"/> has them.
/// </summary>
internal sealed class RowExtension
{
    private readonly Dataset _data;
    private readonly KDiffESettings _settings;
    private readonly CancellationToken _cancellation;
    private readonly Part _learnt;
    private readonly int[] _popularity;
    private readonly IReadOnlyList<Content> _contents;
    private readonly Dictionary<string, Part> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IScorer> _profileScorers = new(StringComparer.Ordinal);
    private readonly Lazy<IScorer> _learntAlone;
    private readonly Part _prior;
    private readonly Towers _towers;

    /// <param name="data">What was learnt, and the content of its items.</param>
    /// <param name="settings">Which additions there may be.</param>
    /// <param name="learnt">The rows of the model.</param>
    /// <param name="cancellation">Stops what is computed.</param>
    internal RowExtension(Dataset data, KDiffESettings settings, Part learnt, CancellationToken cancellation)
    {
        (_data, _settings, _cancellation) = (data, settings, cancellation);
        _popularity = new int[data.Items];
        foreach (var item in data.Train.Items)
            _popularity[item]++;
        _learnt = Scaled(learnt);
        _prior = new Part(1, [.. Enumerable.Repeat(1f, data.Users)], Prior());
        _contents = Content.Of(data, settings, cancellation);
        _towers = new Towers(_contents, _learnt, _popularity);
        _learntAlone = new Lazy<IScorer>(_learnt.ToScorer);
        Popularity = _prior.ToScorer();
    }

    /// <summary>Scores with what items count for everybody, √(n / the most n).</summary>
    internal IScorer Popularity { get; }

    /// <summary>The sources of which profiles can be.</summary>
    internal IReadOnlyList<string> Sources => [.. _contents.Select(content => content.Source)];

    /// <summary>A source's profile, of weight 1.</summary>
    internal Part Profile(string source)
    {
        if (!_profiles.TryGetValue(source, out var profile))
        {
            var (rows, dim) = _contents.First(content => content.Source == source).Rows;
            _profiles.Add(source, profile = Part.Profile(Ridge.Of(rows, dim), dim, _data.Train, _data.Users));
        }

        return profile;
    }

    /// <summary>The learnt rows, users' in length 1 and items' 1 long on average, with those of rare and new items as some weights have them.</summary>
    internal Part Learnt(RowWeights weights)
    {
        var items = _learnt.Items;
        if (weights.Blend is { } blend)
            items = blend.Apply(items, _learnt.Dim, _towers[blend.Source], _popularity);
        if (weights.Cold is { Length: > 0 } cold)
            items = cold.Apply(items, _learnt.Dim, _towers[cold.Source], _popularity);
        return _learnt with { Items = items };
    }

    /// <summary>The content that predicts the learnt rows best: a source, all together, or the mean row where none does better.</summary>
    internal Tower BestTower() => _towers.Best();

    /// <summary>The content sources that a name of what predicts stands for.</summary>
    internal static IReadOnlyList<string> SourcesOf(string name, Dataset data) =>
        name == Towers.All ? [ItemGraph.KnowledgeGraphSource, .. data.Features.Select(feature => feature.Modality)] : [name];

    /// <summary>Items without an interaction of which a source knows something.</summary>
    internal int Cold(Tower tower) => Enumerable.Range(0, _data.Items).Count(item => _popularity[item] == 0 && tower.Known[item]);

    /// <summary>Scores with all that some weights ask for.</summary>
    internal IScorer Scorer(RowWeights weights) => new SumScorer(
        weights.Blend is null && weights.Cold is not { Length: > 0 } ? _learntAlone.Value : Learnt(weights).ToScorer(),
        [
            .. weights.Profiles.Select(profile => (Scorer(profile.Key), (float)profile.Value)),
            .. weights.Popularity > 0 ? [(Popularity, (float)weights.Popularity)] : Array.Empty<(IScorer, float)>(),
        ]);

    /// <summary>Scores with a source's profile, of weight 1.</summary>
    internal IScorer Scorer(string source)
    {
        if (!_profileScorers.TryGetValue(source, out var scorer))
            _profileScorers.Add(source, scorer = Profile(source).ToScorer());
        return scorer;
    }

    /// <summary>The rows that are served: the profiles of all sources share the columns that there may be.</summary>
    internal (Part Rows, RowParts Parts) Serve(RowWeights weights)
    {
        var learnt = Learnt(weights);
        Part[] profiles = [.. weights.Profiles.Select(profile => Profile(profile.Key).Times(profile.Value))];
        if (profiles.Sum(profile => profile.Dim) > _settings.ProfileDim)
        {
            var all = Part.Join(profiles);
            var (rows, dim) = LowRank.Of(all.Items, all.Dim, _settings.ProfileDim, _cancellation);
            profiles = [Part.Profile(rows, dim, _data.Train, _data.Users)];
        }

        Part[] counted = Counted(weights);
        return (Part.Join([learnt, .. profiles, .. counted]), new RowParts(learnt.Dim, profiles.Sum(profile => profile.Dim), counted.Length));
    }

    private Part[] Counted(RowWeights weights) =>
        weights.Popularity > 0 ? [_prior with { Items = Array.ConvertAll(_prior.Items, value => value * (float)weights.Popularity) }] : [];

    private float[] Prior()
    {
        var most = Math.Max(1, _popularity.Max());
        return Array.ConvertAll(_popularity, count => MathF.Sqrt((float)count / most));
    }

    // The same ranking for every user, with scores that can be added to others.
    private Part Scaled(Part learnt)
    {
        var (users, items) = ((float[])learnt.Users.Clone(), (float[])learnt.Items.Clone());
        for (var user = 0; user < _data.Users; user++)
        {
            var row = users.AsSpan(user * learnt.Dim, learnt.Dim);
            var norm = TensorPrimitives.Norm<float>(row);
            if (norm > 0)
                TensorPrimitives.Divide(row, norm, row);
        }

        var lengths = 0.0;
        foreach (var item in Enumerable.Range(0, _data.Items).Where(item => _popularity[item] > 0))
            lengths += TensorPrimitives.Norm<float>(items.AsSpan(item * learnt.Dim, learnt.Dim));
        if (lengths > 0)
            TensorPrimitives.Multiply(items, (float)(_popularity.Count(count => count > 0) / lengths), items);
        return new Part(learnt.Dim, users, items);
    }
}
