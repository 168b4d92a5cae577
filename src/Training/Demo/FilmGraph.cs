namespace KDiffE.Training.Demo;

/// <summary>One fact about the catalogue, by entity and relation ids.</summary>
internal readonly record struct Fact(string Head, string Relation, string Tail);

/// <summary>A film or something said of films, with its readable name.</summary>
internal readonly record struct Entity(string Id, string Name);

/// <summary>What the catalogue knows of its films, as entities with readable names and facts between them.</summary>
internal sealed class FilmGraph
{
    private readonly List<Entity> _entities = [];
    private readonly List<Fact> _facts = [];
    private readonly HashSet<string> _knownEntities = new(StringComparer.Ordinal);
    private readonly HashSet<Fact> _knownFacts = [];

    public FilmGraph(IEnumerable<Film> films)
    {
        foreach (var film in films)
            Add(film);
    }

    /// <summary>Readable names of the relations, by id.</summary>
    public static IReadOnlyDictionary<string, string> Relations { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["directed_by"] = "directed by",
        ["from_decade"] = "from the decade",
        ["has_genre"] = "of the genre",
        ["has_mood"] = "of the mood",
        ["known_for"] = "known for",
        ["made_by"] = "made by",
        ["part_of"] = "part of the series",
        ["set_in"] = "set in",
    };

    /// <summary>Every entity once, in order of appearance.</summary>
    public IReadOnlyList<Entity> Entities => _entities;

    /// <summary>Every fact once, in order of appearance.</summary>
    public IReadOnlyList<Fact> Facts => _facts;

    /// <summary>The entity of a film.</summary>
    public static string EntityOf(Film film) => $"film/{film.Id}";

    private void Add(Film film)
    {
        var self = Name(EntityOf(film), film.Title);
        var director = Thing("director", film.Director);
        State(self, "has_genre", Thing("genre", film.Taste.Genre));
        if (film.SecondTaste is { } second)
            State(self, "has_genre", Thing("genre", second.Genre));
        State(self, "has_mood", Thing("mood", film.Taste.Mood));
        State(self, "directed_by", director);
        State(self, "made_by", Thing("studio", film.Studio));
        State(self, "set_in", Thing("setting", film.Setting));
        State(self, "from_decade", Thing("decade", $"{film.Year / 10 * 10}s"));
        if (film.Series is { } series)
            State(self, "part_of", Thing("series", series));
        State(director, "known_for", Thing("genre", film.Taste.Genre));
    }

    private string Thing(string kind, string name) => Name($"{kind}/{Names.Slug(name)}", name);

    private string Name(string id, string name)
    {
        if (_knownEntities.Add(id))
            _entities.Add(new Entity(id, name));
        return id;
    }

    private void State(string head, string relation, string tail)
    {
        var fact = new Fact(head, relation, tail);
        if (_knownFacts.Add(fact))
            _facts.Add(fact);
    }
}
