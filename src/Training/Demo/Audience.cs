using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Demo;

/// <summary>
/// Makes users and what they watch: mostly popular films of their own tastes, often more of a maker or a series
/// they have begun, sometimes anything.
/// </summary>
internal sealed class Audience
{
    private const double Noise = 0.1;
    private const double MoreOfTheSame = 0.25;
    private const long YearEnd = 1_767_225_600; // 2026-01-01T00:00:00Z, a fixed date so that a seed gives the same bytes for ever
    private const int YearSeconds = 365 * 24 * 3600;

    private readonly SeededRandom _random;
    private readonly WeightedChoice<Film> _all;
    private readonly Dictionary<Taste, WeightedChoice<Film>> _byTaste;
    private readonly ILookup<string, Film> _byDirector;
    private readonly ILookup<string?, Film> _bySeries;
    private readonly WeightedChoice<Taste> _tastes;
    private readonly int _mostPerViewer;

    public Audience(IReadOnlyList<Film> films, SeededRandom random)
    {
        _random = random;
        var rank = random.Permutation(films.Count);
        // Zipf: the film of rank r is watched in proportion to 1 / (r + 10).
        var weighted = films.Select((film, i) => (Film: film, Weight: 1.0 / (rank[i] + 10))).ToArray();
        _all = new WeightedChoice<Film>(weighted);
        _byTaste = Taste.All.ToDictionary(taste => taste, taste => new WeightedChoice<Film>(weighted
            .Where(entry => entry.Film.Taste == taste || entry.Film.SecondTaste == taste)
            .Select(entry => (entry.Film, entry.Film.Taste == taste ? entry.Weight : entry.Weight / 2))));
        _byDirector = films.ToLookup(film => film.Director);
        _bySeries = films.Where(film => film.Series != null).ToLookup(film => film.Series);
        _tastes = new WeightedChoice<Taste>(Taste.All.Select((taste, i) => (taste, 1.0 / (i + 6))));
        _mostPerViewer = films.Count / 2;
    }

    public IReadOnlyList<Viewer> Viewers(int count)
    {
        var digits = Math.Max(4, count.ToString().Length);
        return [.. Enumerable.Range(1, count).Select(number => new Viewer($"user-{number.ToString().PadLeft(digits, '0')}", SomeTastes()))];
    }

    /// <summary>Everything the viewers watched in one year, in order of time.</summary>
    public IReadOnlyList<Viewing> Watch(IReadOnlyList<Viewer> viewers) =>
        [.. viewers.SelectMany(Watch).OrderBy(viewing => viewing.Time).ThenBy(viewing => viewing.Viewer.Id, StringComparer.Ordinal)];

    private Taste[] SomeTastes()
    {
        var tastes = new List<Taste>();
        var count = _random.Pick([1, 1, 2, 2, 3]);
        while (tastes.Count < count)
        {
            var taste = _tastes.Draw(_random);
            if (!tastes.Contains(taste))
                tastes.Add(taste);
        }

        return [.. tastes];
    }

    private IEnumerable<Viewing> Watch(Viewer viewer)
    {
        var spread = _random.Fraction();
        var count = Math.Min(_mostPerViewer, 8 + (int)(60 * spread * spread * spread));
        var films = new List<Film>(count);
        for (var tries = 0; films.Count < count && tries < 20 * count; tries++)
        {
            var film = NextFilm(viewer, films);
            if (!films.Contains(film))
                films.Add(film);
        }

        var times = films.Select(_ => YearEnd - 1 - _random.Below(YearSeconds)).Order().ToArray();
        return films.Zip(times, (film, time) => new Viewing(viewer, film, time));
    }

    private Film NextFilm(Viewer viewer, List<Film> watched)
    {
        if (_random.Chance(Noise))
            return _all.Draw(_random);
        if (watched.Count > 0 && _random.Chance(MoreOfTheSame))
        {
            var before = _random.Pick(watched);
            return _random.Pick([.. _bySeries[before.Series ?? before.Title], .. _byDirector[before.Director]]);
        }

        // The first taste counts twice.
        var taste = viewer.Tastes[_random.Below(viewer.Tastes.Count + 1) % viewer.Tastes.Count];
        var films = _byTaste[taste];
        return (films.Count > 0 ? films : _all).Draw(_random);
    }
}
