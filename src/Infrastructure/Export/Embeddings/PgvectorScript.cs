using System.Globalization;
using System.Text;

namespace KDiffE.Infrastructure.Export.Embeddings;

/// <summary>
/// Embeddings as a script for <c>psql</c>: tables with pgvector's type, filled by COPY in one transaction, so that whoever reads them
/// meanwhile sees those before or these. Run again with a later snapshot it replaces what is there.
/// </summary>
internal static class PgvectorScript
{
    // pgvector indexes no longer ones.
    private const int MostIndexed = 2_000;

    internal static void Write(string path, string version, IReadOnlyList<EmbeddingTable> tables, CancellationToken cancellationToken)
    {
        using var script = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
        script.WriteLine($"-- Embeddings of snapshot {version}. The items that score highest for a user, the inner product being the score:");
        script.WriteLine("--   select id, name from kdiffe_items order by embedding <#> (select embedding from kdiffe_users where id = '…') limit 20;");
        script.WriteLine("\\set ON_ERROR_STOP on");
        script.WriteLine("begin;");
        script.WriteLine("create extension if not exists vector;");
        foreach (var table in tables)
            Write(script, table, cancellationToken);
        script.WriteLine("commit;");
    }

    private static void Write(StreamWriter script, EmbeddingTable table, CancellationToken cancellationToken)
    {
        var about = table.About is null ? "" : "name text, popularity integer not null, ";
        script.WriteLine(string.Create(CultureInfo.InvariantCulture, $"drop table if exists kdiffe_{table.Name};"));
        script.WriteLine(string.Create(CultureInfo.InvariantCulture, $"create table kdiffe_{table.Name} (id text primary key, {about}embedding vector({table.Dim}) not null);"));
        script.WriteLine($"copy kdiffe_{table.Name} from stdin;");
        for (var row = 0; row < table.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteText(script, table.Id(row));
            if (table.About?.Invoke(row) is { } known)
            {
                script.Write('\t');
                WriteText(script, known.Name);
                script.Write(string.Create(CultureInfo.InvariantCulture, $"\t{known.Popularity}"));
            }

            script.Write("\t[");
            WriteValues(script, table.Embedding(row).Span);
            script.WriteLine(']');
        }

        script.WriteLine("\\.");
        // Users are looked up by id alone; items are what is searched.
        if (table.About is not null && table.Dim <= MostIndexed)
            script.WriteLine($"create index on kdiffe_{table.Name} using hnsw (embedding vector_ip_ops);");
    }

    private static void WriteValues(StreamWriter script, ReadOnlySpan<float> values)
    {
        Span<char> text = stackalloc char[32];
        for (var place = 0; place < values.Length; place++)
        {
            if (place > 0)
                script.Write(',');
            values[place].TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
            script.Write(text[..length]);
        }
    }

    // COPY's text format.
    private static void WriteText(StreamWriter script, string? text)
    {
        if (text is null)
        {
            script.Write("\\N");
            return;
        }

        foreach (var character in text)
        {
            var escaped = character switch
            {
                '\\' => "\\\\",
                '\t' => "\\t",
                '\n' => "\\n",
                '\r' => "\\r",
                _ => null,
            };
            if (escaped is null)
                script.Write(character);
            else
                script.Write(escaped);
        }
    }
}
