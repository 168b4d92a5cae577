using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Demo;

/// <summary>Makes the catalogue: films whose maker, studio, setting and decade follow their taste, with exceptions.</summary>
internal sealed class FilmGenerator(SeededRandom random)
{
    private const double Faithful = 0.85;
    private static readonly string[] Numerals = ["", " II", " III", " IV"];

    private readonly HashSet<string> _ids = [];
    private readonly List<(Film First, int Parts)> _series = [];

    public IReadOnlyList<Film> Generate(int count)
    {
        var directors = Taste.All.ToDictionary(taste => taste, _ => Directors(Math.Max(2, count / Taste.All.Count / 8)));
        var films = new List<Film>(count);
        while (films.Count < count)
        {
            var taste = Taste.All[films.Count % Taste.All.Count];
            films.Add(random.Chance(0.12) && Sequel(taste) is { } sequel ? sequel : Original(taste, directors));
        }

        return films;
    }

    private Film Original(Taste taste, Dictionary<Taste, string[]> directors)
    {
        Taste? second = random.Chance(0.2) ? random.Pick(Taste.All) : null;
        var home = random.Chance(Faithful) ? taste : random.Pick(Taste.All);
        var film = new Film(
            Id: "", Title: "", Year: Year(taste), taste, SecondTaste: second == taste ? null : second,
            random.Pick(directors[home]), Studio(random.Chance(Faithful) ? taste : home),
            Setting: (random.Chance(Faithful) ? taste : random.Pick(Taste.All)).Setting, Series: null);
        string title;
        do
        {
            title = Names.Title(taste, random);
        }
        while (!TryName(ref film, title));

        _series.Add((film, 1));
        return film;
    }

    /// <summary>The next part of an earlier film of the taste; null when the film drawn has enough parts.</summary>
    private Film? Sequel(Taste taste)
    {
        var candidates = Enumerable.Range(0, _series.Count).Where(i => _series[i].First.Taste == taste).ToArray();
        if (candidates.Length == 0)
            return null;
        var chosen = random.Pick(candidates);
        var (first, parts) = _series[chosen];
        if (parts == Numerals.Length)
            return null;
        var film = first with { Year = Math.Min(2025, first.Year + 2 * parts), Series = first.Title };
        if (!TryName(ref film, first.Title + Numerals[parts]))
            return null;
        _series[chosen] = (first, parts + 1);
        return film;
    }

    private bool TryName(ref Film film, string title)
    {
        var id = Names.Slug($"{film.Taste.Genre} {title} {film.Year}");
        if (!_ids.Add(id))
            return false;
        film = film with { Id = id, Title = title };
        return true;
    }

    private int Year(Taste taste) =>
        random.Chance(Faithful) ? Math.Min(2025, taste.FirstDecade + random.Below(30)) : 1930 + random.Below(96);

    private string[] Directors(int count) => [.. Enumerable.Range(0, count).Select(_ => Names.Person(random))];

    /// <summary>Neighbouring tastes share a studio.</summary>
    private string Studio(Taste taste)
    {
        var index = 0;
        while (Taste.All[index] != taste)
            index++;
        return Names.Studio(index / 2 * 2 + random.Below(2));
    }
}
