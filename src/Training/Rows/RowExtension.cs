using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Training.Rows;

/// <summary>
/// Adds to the rows that a model has learnt what it has not (design): what items count for everybody, profiles of content,
/// and for rare items what is known of their neighbours. A score stays one dot product,
/// <c>u·v / |u| + Σ_s w_s·(mean cosine by s of the item and the user's items) + w_p·√(n / the most n)</c>.
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
    private readonly Dictionary<string, int[][]> _nearest = new(StringComparer.Ordinal);

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
        Popularity = new Part(1, [.. Enumerable.Repeat(1f, data.Users)], Prior());
        _contents = Content.Of(data);
    }

    /// <summary>What items count for everybody: users have 1, items √(n / the most n).</summary>
    internal Part Popularity { get; }

    /// <summary>The sources of which profiles can be.</summary>
    internal IReadOnlyList<string> Sources => [.. _contents.Select(content => content.Source)];

    /// <summary>A source's profile, of weight 1.</summary>
    internal Part Profile(string source)
    {
        if (!_profiles.TryGetValue(source, out var profile))
        {
            var (rows, dim) = _contents.First(content => content.Source == source).Rows(_settings.ProfileDim, _cancellation);
            _profiles.Add(source, profile = Part.Profile(rows, dim, _data.Train, _data.Users));
        }

        return profile;
    }

    /// <summary>The learnt rows, users' in length 1 and items' 1 long on average, with the rare ones blended.</summary>
    internal Part Learnt(Blend? blend)
    {
        if (blend is null)
            return _learnt;
        if (!_nearest.TryGetValue(blend.Source, out var nearest))
            _nearest.Add(blend.Source, nearest = _contents.First(content => content.Source == blend.Source).Nearest(_popularity, _cancellation));
        return _learnt with { Items = blend.Apply(_learnt.Items, _learnt.Dim, nearest, _popularity) };
    }

    /// <summary>All that some weights ask for, in as many columns as that takes.</summary>
    internal Part Sum(RowWeights weights) => Part.Join(
    [
        Learnt(weights.Blend),
        .. weights.Profiles.Select(profile => Profile(profile.Key).Times(profile.Value)),
        .. Counted(weights),
    ]);

    /// <summary>The rows that are served: the profiles of all sources share the columns that there may be.</summary>
    internal (Part Rows, RowParts Parts) Serve(RowWeights weights)
    {
        var learnt = Learnt(weights.Blend);
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
        weights.Popularity > 0 ? [Popularity with { Items = Array.ConvertAll(Popularity.Items, value => value * (float)weights.Popularity) }] : [];

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
