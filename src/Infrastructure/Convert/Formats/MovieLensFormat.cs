using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>MovieLens in the three forms that GroupLens publishes: 100K, 1M and 10M, and those since 20M.</summary>
internal sealed class MovieLensFormat : SourceFormat
{
    private const string NoGenres = "(no genres listed)";

    private static readonly string[] RatingColumns = ["userId", "movieId", "rating", "timestamp"];
    private static readonly string[] MovieColumns = ["movieId", "title", "genres"];

    // The columns of u.item after its first five are flags of these.
    private static readonly string[] Genres100K =
    [
        "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
        "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    /// <inheritdoc/>
    internal override string Name => "movielens";

    /// <inheritdoc/>
    internal override string LooksFor => "ratings.dat, ratings.csv (userId,movieId,rating,timestamp) or u.data";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns)
    {
        string[] names = source.Find("u.data") is not null ? ["u.item", "u.user", "u.data"]
            : source.Find("ratings.dat") is not null ? ["movies.dat", "users.dat", "ratings.dat"]
            : source.Find("ratings.csv") is { } ratings && source.Head(ratings).TrimStart('\uFEFF').StartsWith("userId,movieId", StringComparison.Ordinal)
                ? ["movies.csv", "ratings.csv"] : [];
        return [.. names.Select(source.Find).OfType<string>()];
    }

    /// <inheritdoc/>
    internal override void Convert(Conversion conversion)
    {
        foreach (var file in conversion.Files)
        {
            switch (SourceFolder.Unpacked(file))
            {
                case "u.item":
                    WriteItems(conversion, Table("|", ["movieId", "title", "released", "video", "page", .. Genres100K]), table => Genres100K.Where((_, genre) => table[5 + genre] is "1"));
                    break;
                case "movies.dat":
                    WriteItems(conversion, Table("::", MovieColumns), ListedGenres);
                    break;
                case "movies.csv":
                    WriteItems(conversion, new CsvTable(conversion.Source, file), ListedGenres);
                    break;
                case "u.user":
                    WriteUsers(conversion, Table("|", ["userId", "age", "gender", "occupation", "zip"]));
                    break;
                case "users.dat":
                    WriteUsers(conversion, Table("::", ["userId", "gender", "age", "occupation", "zip"]));
                    break;
                case "u.data":
                    WriteRatings(conversion, Table("\t", RatingColumns));
                    break;
                case "ratings.dat":
                    WriteRatings(conversion, Table("::", RatingColumns));
                    break;
                default:
                    WriteRatings(conversion, new CsvTable(conversion.Source, file));
                    break;
            }

            DelimitedTable Table(string separator, IReadOnlyList<string> columns) => new(conversion.Source, file, separator, columns);
        }
    }

    private static void WriteItems(Conversion conversion, SourceTable table, Func<SourceTable, IEnumerable<string>> genres)
    {
        var (id, title) = (table.Find("movieId"), table.Find("title"));
        var items = new DeclarationWriter(
            conversion, "item", new RecBoleColumn("title", RecBoleType.TokenSeq), new RecBoleColumn("genres", RecBoleType.TokenSeq));
        foreach (var row in conversion.RowsOf(table))
            items.Write(row, row[id], row[title].ToString(), string.Join(' ', genres(row).Select(FieldText.SequencePart)));
    }

    private static IEnumerable<string> ListedGenres(SourceTable table) =>
        table[table.Find("genres")].ToString().Split('|').Where(genre => genre != NoGenres);

    private static void WriteUsers(Conversion conversion, SourceTable table)
    {
        string[] attributes = ["age", "gender", "occupation", "zip"];
        var places = attributes.Select(table.Find).ToArray();
        var users = new DeclarationWriter(conversion, "user", [.. attributes.Select(name => new RecBoleColumn(name, RecBoleType.Token))]);
        foreach (var row in conversion.RowsOf(table))
            users.Write(row, row[table.Find("userId")], [.. places.Select(place => row[place].ToString())]);
    }

    private static void WriteRatings(Conversion conversion, SourceTable table)
    {
        var places = RatingColumns.Select(table.Find).ToArray();
        var interactions = new InteractionWriter(conversion, "inter", new InteractionColumns(Rating: true, Time: true));
        foreach (var row in conversion.RowsOf(table))
            interactions.Write(row, row[places[0]], row[places[1]], row[places[2]], row[places[3]]);
    }
}
