using System.Text.RegularExpressions;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Export.Embeddings;
using KDiffE.Infrastructure.Tests.Postgres;
using KDiffE.TestKit;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;

namespace KDiffE.Infrastructure.Tests.Export;

public sealed class EmbeddingExportTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NumPyGetsTheRowsAsTheyAreAndTheirIdsInTheSameOrder()
    {
        using var snapshot = Open();

        (await EmbeddingExport.WriteAsync(snapshot, Out, EmbeddingFormat.Npy, cancellationToken: Cancellation)).ShouldBe([new("items.npy", 3), new("users.npy", 1)]);

        var bytes = await File.ReadAllBytesAsync(Path.Combine(Out, "items.npy"), Cancellation);
        System.Text.Encoding.Latin1.GetString(bytes).ShouldContain("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }");
        bytes[^24..].ShouldBe(new[] { 1f, 0, 0.1f, -2.5e-8f, 3, 4 }.SelectMany(BitConverter.GetBytes));
        (await File.ReadAllTextAsync(Path.Combine(Out, "items.ids.txt"), Cancellation)).ShouldBe("a\nb c\n☃\n");
        (await File.ReadAllTextAsync(Path.Combine(Out, "users.ids.txt"), Cancellation)).ShouldBe("ann\n");
    }

    [Fact]
    public async Task ParquetGetsAListForEachRow()
    {
        using var snapshot = Open();

        await EmbeddingExport.WriteAsync(snapshot, Out, EmbeddingFormat.Parquet, cancellationToken: Cancellation);

        var items = await ParquetSerializer.DeserializeAsync<Item>(Path.Combine(Out, "items.parquet"), cancellationToken: Cancellation);
        items.Data.Select(item => $"{item.id} {item.name} {item.popularity} {string.Join(',', item.embedding)}").ShouldBe(["a Tab\tand \\N 3 1,0", "b c  0 0.1,-2.5E-08", "☃ Snow 7 3,4"]);
        items.Data[1].name.ShouldBeNull();
    }

    [Fact]
    public async Task TheScriptFillsTablesOfPostgresAndReplacesThemWhenItRunsAgain()
    {
        using var snapshot = Open();
        await EmbeddingExport.WriteAsync(snapshot, Out, EmbeddingFormat.PgvectorSql, cancellationToken: Cancellation);
        var script = await File.ReadAllTextAsync(Path.Combine(Out, "kdiffe.sql"), Cancellation);

        script.ShouldContain("embedding vector(2) not null");
        script.ShouldContain("using hnsw (embedding vector_ip_ops)");
        // The extension is not everywhere: what its type reads, a text keeps.
        var plain = Regex.Replace(script, "^create (extension|index) .*$", "", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Replace("vector(2)", "text", StringComparison.Ordinal);
        var file = _folder.File("plain.sql");
        await File.WriteAllTextAsync(file, plain, Cancellation);
        await Psql.RunAsync(database, file);
        await Psql.RunAsync(database, file);

        (await database.QueryAsync<string>("select id || '|' || coalesce(name, '-') || '|' || popularity || '|' || embedding from kdiffe_items order by popularity"))
            .ShouldBe(["b c|-|0|[0.1,-2.5E-08]", "a|Tab\tand \\N|3|[1,0]", "☃|Snow|7|[3,4]"]);
        (await database.QueryAsync<string>("select id || '|' || embedding from kdiffe_users")).ShouldBe(["ann|[0.5,1]"]);
    }

    [Theory]
    [InlineData(EmbeddingFormat.Npy)]
    [InlineData(EmbeddingFormat.PgvectorSql)]
    [InlineData(EmbeddingFormat.Parquet)]
    public async Task OneThatIsCancelledLeavesNothing(EmbeddingFormat format)
    {
        using var snapshot = Open();

        await Should.ThrowAsync<OperationCanceledException>(() => EmbeddingExport.WriteAsync(snapshot, Out, format, cancellationToken: new CancellationToken(canceled: true)));

        Directory.EnumerateFileSystemEntries(_folder.File("")).Select(Path.GetFileName).ShouldBe(["s.safetensors"]);
    }

    private string Out => _folder.File("out");

    private Snapshot Open()
    {
        var file = _folder.File("s.safetensors");
        SnapshotFile.Write(
            new SnapshotContent(
                new SnapshotMetadata("v1", "x", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()), Dim: 2,
                ["ann"], ["a", "b c", "☃"], ["Tab\tand \\N", null, "Snow"], [0.5f, 1], [1, 0, 0.1f, -2.5e-8f, 3, 4], [3, 0, 7], [0, 0], []),
            file);
        return SnapshotFile.Open(file);
    }

#pragma warning disable IDE1006, MA0048 // Columns are called so.
    private sealed record Item
    {
        [ParquetRequired]
        public string id { get; set; } = "";

        public string? name { get; set; }

        public int popularity { get; set; }

        public List<float> embedding { get; set; } = [];
    }
#pragma warning restore IDE1006, MA0048
}
