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
    /// A key whose values are of several types becomes a token.
    /// </summary>
    internal static async Task<List<ExportColumn>> OfAttributesAsync(ConsistentRead read, string table, CancellationToken cancellationToken)
    {
        await using var command = read.Command(
            $"""
            select key, type from (
                select key, case when count(distinct type) = 1 then min(type) else 'token' end as type
                from (
                    select a.key, case jsonb_typeof(a.value)
                        when 'number' then 'float'
                        when 'array' then case jsonb_typeof(a.value -> 0) when 'number' then 'float_seq' else 'token_seq' end
                        else 'token' end as type
                    from {table}, jsonb_each(attributes) a) value
                group by key) attribute
            order by array_position(array['name', 'title', 'movie_title'], key), type like '%seq', key collate "C"
            """);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<ExportColumn>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var header = RecBoleColumn.Parse($"{rows.GetString(0)}:{rows.GetString(1)}", out var reason)
                ?? throw new InvalidDataException($"An attribute of {table} cannot be exported: {reason}.");
            columns.Add(new ExportColumn(header, Value(header)));
        }

        return columns;
    }

    private static string Value(RecBoleColumn column)
    {
        var key = "'" + column.Name.Replace("'", "''", StringComparison.Ordinal) + "'";
        return column.Type is RecBoleType.TokenSeq or RecBoleType.FloatSeq
            ? $"(select string_agg(part, ' ' order by place) from jsonb_array_elements_text(attributes -> {key}) with ordinality p(part, place))"
            : $"attributes ->> {key}";
    }
}
