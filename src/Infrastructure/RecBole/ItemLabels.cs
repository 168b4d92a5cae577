using System.Text;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Finds an item's readable name and its categories among the columns of an <c>.item</c> file.</summary>
internal sealed class ItemLabels(RecBoleFileReader file)
{
    /// <summary>Columns that hold a name, the first that is not empty counting.</summary>
    internal static readonly string[] NameColumns = ["name", "title", "movie_title"];

    /// <summary>Columns that hold categories, the first that is not empty counting.</summary>
    internal static readonly string[] CategoryColumns = ["category", "categories", "class", "genre", "genres"];

    /// <summary>Columns and those that hold the same as one of them: who names an item anew by its title has it lose its old name.</summary>
    internal static IEnumerable<string> WithAlternatives(IReadOnlyList<string> columns) =>
        columns.Union(new[] { NameColumns, CategoryColumns }.Where(known => known.Intersect(columns, StringComparer.Ordinal).Any()).SelectMany(known => known), StringComparer.Ordinal);

    private readonly int[] _names = Present(file, NameColumns);
    private readonly int[] _categories = Present(file, CategoryColumns);

    /// <summary>The name of the present row's item: the first of name, title, movie_title that is not empty.</summary>
    internal string? Name()
    {
        foreach (var column in _names)
        {
            if (!file[column].IsEmpty)
                return Encoding.UTF8.GetString(file[column]);
        }

        return null;
    }

    /// <summary>The categories of the present row's item: the parts of a sequence, or one token.</summary>
    internal string[] Categories()
    {
        foreach (var column in _categories)
        {
            if (file[column].IsEmpty)
                continue;
            var text = Encoding.UTF8.GetString(file[column]);
            return file.Columns[column].Type == RecBoleType.Token
                ? [text]
                : [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        }

        return [];
    }

    private static int[] Present(RecBoleFileReader file, params ReadOnlySpan<string> names)
    {
        var columns = new List<int>();
        foreach (var name in names)
        {
            var column = file.Find(name);
            if (column >= 0 && file.Columns[column].Type is RecBoleType.Token or RecBoleType.TokenSeq)
                columns.Add(column);
        }

        return [.. columns];
    }
}
