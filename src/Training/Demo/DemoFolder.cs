using System.Globalization;
using System.Text;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Demo;

/// <summary>Writes the demo as a folder of RecBole atomic files named like the folder.</summary>
internal static class DemoFolder
{
    internal const int DefaultUsers = 2_000;
    internal const int DefaultItems = 1_000;
    internal const ulong DefaultSeed = 1;

    /// <summary>The fewest users and items that show the planted structure.</summary>
    internal const int MinUsers = 10;

    /// <inheritdoc cref="MinUsers"/>
    internal const int MinItems = 50;

    /// <summary>The most users and items; the catalogue is made in memory.</summary>
    internal const int MaxUsers = 1_000_000;

    /// <inheritdoc cref="MaxUsers"/>
    internal const int MaxItems = 100_000;

    /// <summary>
    /// Makes the folder complete or not at all: it is written aside and renamed.
    /// The same bytes for the same numbers on every machine.
    /// </summary>
    /// <param name="folder">Where; it must not exist or be empty.</param>
    /// <param name="users">Users to make.</param>
    /// <param name="items">Items to make.</param>
    /// <param name="seed">Of every random choice.</param>
    /// <returns>The number of interactions written.</returns>
    /// <exception cref="IOException">The folder has content, or it cannot be written.</exception>
    public static int Write(string folder, int users, int items, ulong seed)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new IOException($"{folder} exists already; name a new folder.");

        var aside = folder + ".unfinished";
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
        Directory.CreateDirectory(aside);

        var random = new SeededRandom(seed);
        var films = new FilmGenerator(random).Generate(items);
        var audience = new Audience(films, random);
        var viewers = audience.Viewers(users);
        var viewings = audience.Watch(viewers);
        WriteFiles(Path.Combine(aside, Path.GetFileName(folder)), films, viewers, viewings);

        if (Directory.Exists(folder))
            Directory.Delete(folder);
        Directory.Move(aside, folder);
        return viewings.Count;
    }

    private static void WriteFiles(string path, IReadOnlyList<Film> films, IReadOnlyList<Viewer> viewers, IReadOnlyList<Viewing> viewings)
    {
        var graph = new FilmGraph(films);
        WriteTable($"{path}.item", "item_id:token\tname:token_seq\tcategory:token_seq\tyear:float", films.Select(film =>
            Row(film.Id, film.Title, string.Join(' ', film.Categories), Number(film.Year))));
        WriteTable($"{path}.user", "user_id:token\ttastes:token_seq", viewers.Select(viewer =>
            Row(viewer.Id, string.Join(' ', viewer.Tastes.Select(taste => taste.Id)))));
        WriteTable($"{path}.inter", "user_id:token\titem_id:token\ttimestamp:float", viewings.Select(viewing =>
            Row(viewing.Viewer.Id, viewing.Film.Id, Number(viewing.Time))));
        WriteTable($"{path}.link", "item_id:token\tentity_id:token", films.Select(film =>
            Row(film.Id, FilmGraph.EntityOf(film))));
        WriteTable($"{path}.kg", "head_id:token\trelation_id:token\ttail_id:token", graph.Facts.Select(fact =>
            Row(fact.Head, fact.Relation, fact.Tail)));
        WriteTable($"{path}.entity", "entity_id:token\tname:token_seq", graph.Entities.Select(entity =>
            Row(entity.Id, entity.Name)));
        WriteTable($"{path}.relation", "relation_id:token\tname:token_seq", FilmGraph.Relations.Select(relation =>
            Row(relation.Key, relation.Value)));
    }

    private static void WriteTable(string path, string header, IEnumerable<string> rows)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.NewLine = "\n";
        writer.WriteLine(header);
        foreach (var row in rows)
            writer.WriteLine(row);
    }

    private static string Row(params ReadOnlySpan<string> fields) => string.Join('\t', fields);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
