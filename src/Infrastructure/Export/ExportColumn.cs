using System.Globalization;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Export;

/// <summary>A column of an exported file.</summary>
/// <param name="Header">The column's header.</param>
/// <param name="Expression">The SQL that gives its text.</param>
internal sealed record ExportColumn(RecBoleColumn Header, string Expression)
{
    internal static ExportColumn Token(string name, string expression) => new(new RecBoleColumn(name, RecBoleType.Token), expression);

    internal static ExportColumn Float(string name, string expression) => new(new RecBoleColumn(name, RecBoleType.Float), expression);

    /// <summary>
    /// The columns that the attributes of a table need, a readable name first, then single values, then sequences.
    /// A key whose values are of several types becomes a token; one that no header can hold is left out.
    /// </summary>
    /// <param name="read">The view of the database.</param>
    /// <param name="table">The table; its <c>attributes</c> are looked through.</param>
    /// <param name="taken">Columns that the file has anyway.</param>
    /// <param name="skipped">Hears of keys that do not come out as they are.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal static async Task<List<ExportColumn>> OfAttributesAsync(
        ConsistentRead read, string table, IReadOnlyList<string> taken, ICollection<string> skipped, CancellationToken cancellationToken)
    {
        await using var command = read.Command(
            $"""
            select key, case when kinds = 1 then type else 'token' end, kinds from (
                select key, min(type) as type, count(distinct type) as kinds
                from (
                    select a.key, case jsonb_typeof(a.value)
                        when 'number' then 'float'
                        when 'array' then case jsonb_typeof(a.value -> 0) when 'number' then 'float_seq' else 'token_seq' end
                        else 'token' end as type
                    from {table}, jsonb_each(attributes) a where a.value not in ('null', '[]')) value
                group by key) attribute
            order by array_position(array['name', 'title', 'movie_title'], key), kinds = 1 and type like '%seq', key collate "C"
            """);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<ExportColumn>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var key = rows.GetString(0);
            if (key.AsSpan().ContainsAny('\t', '\n', '\r') || taken.Contains(key, StringComparer.Ordinal)
                || RecBoleColumn.Parse($"{key}:{rows.GetString(1)}", out _) is not { } header)
            {
                skipped.Add($"the attribute '{key}' of {table}, because no column can be called so");
                continue;
            }

            if (rows.GetInt64(2) > 1)
                skipped.Add(string.Create(CultureInfo.InvariantCulture, $"the types of the attribute '{key}' of {table}, which has {rows.GetInt64(2)}: all its values are tokens"));
            columns.Add(new ExportColumn(header, Value(key)));
        }

        return columns;
    }

    private static string Value(string name)
    {
        var value = $"attributes -> '{name.Replace("'", "''", StringComparison.Ordinal)}'";
        return $"""
            case jsonb_typeof({value})
                when 'array' then (select string_agg(part, ' ' order by place) from jsonb_array_elements_text({value}) with ordinality p(part, place))
                else ({value}) #>> array[]::text[] end
            """;
    }
}
