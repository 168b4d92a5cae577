using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.Import;
using KDiffE.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Tests.Export;

public sealed class RecBoleExportTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly RecBoleExport _export = database.Get<RecBoleExport>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.ExecuteAsync("truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task WhatWasImportedComesOutAgain()
    {
        using var folder = TestFolder.Full();
        // What a number means comes out again, not how it was written.
        folder.Write("mini.item", (await File.ReadAllTextAsync(Path.Combine(folder.Path, "mini.item"), Cancellation))
            .Replace("1e-7", "0.0000001", StringComparison.Ordinal).Replace("-1e3", "-1000", StringComparison.Ordinal));
        var exported = Path.Combine(folder.Root, "out", "mini");

        await ImportAsync(folder.Path);
        var report = await _export.ExportAsync(exported, cancellationToken: Cancellation);

        report.Skipped.ShouldBeEmpty();
        Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order().ShouldBe(report.Files.Select(f => f.File).Order());
        (await File.ReadAllLinesAsync(Path.Combine(exported, "mini.item"), Cancellation))[0]
            .ShouldBe("item_id:token\ttitle:token_seq\tprice:float\tgenres:token_seq\tmix:float_seq");
        foreach (var file in Directory.EnumerateFiles(folder.Path, "mini.*").Where(f => !f.EndsWith(".train.inter", StringComparison.Ordinal)))
            RecBoleRows.Read(Path.Combine(exported, Path.GetFileName(file))).ShouldBe(RecBoleRows.Read(file), Path.GetFileName(file));
        // What the whole file knows of a row of the split comes out in its part as well.
        RecBoleRows.Read(Path.Combine(exported, "mini.train.inter")).ShouldContain("device:token=phone | item_id:token=2 | rating:float=3 | timestamp:float=200 | user_id:token=anna");
        (await File.ReadAllBytesAsync(Path.Combine(exported, "image_feat.npy"), Cancellation))
            .ShouldBe(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "image_feat.npy"), Cancellation));
    }

    [Fact]
    public async Task AnExportImportsToTheSameDatabase()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        var exported = Path.Combine(folder.Root, "exported");
        await _export.ExportAsync(exported, cancellationToken: Cancellation);

        var again = await database.Get<RecBoleImport>().ImportAsync(exported, strict: true, cancellationToken: Cancellation);

        again.Tables.ShouldAllBe(t => t.Inserted == 0 && t.Updated == 0);
    }

    [Theory]
    [InlineData("ml-100k")]
    [InlineData("lfm2k")]
    [InlineData("tiktok")]
    public async Task ResearchDatasetsRoundTrip(string name)
    {
        var source = SharedData.Folder(name);
        using var folder = new TestFolder();
        var exported = Path.Combine(folder.Root, name);

        await ImportAsync(source);
        await _export.ExportAsync(exported, cancellationToken: Cancellation);

        foreach (var file in Directory.EnumerateFiles(source, name + ".*"))
            RecBoleRows.Read(Path.Combine(exported, Path.GetFileName(file))).SequenceEqual(RecBoleRows.Read(file)).ShouldBeTrue(Path.GetFileName(file));
        foreach (var file in Directory.EnumerateFiles(source, "*.npy"))
            Data(File.ReadAllBytes(Path.Combine(exported, Path.GetFileName(file)))).SequenceEqual(Data(File.ReadAllBytes(file))).ShouldBeTrue(file);

        static IEnumerable<byte> Data(byte[] npy) => npy.Skip(10 + BitConverter.ToUInt16(npy, 8));
    }

    [Fact]
    public async Task AFolderThatHoldsSomethingIsLeftAlone()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        var empty = Directory.CreateDirectory(Path.Combine(folder.Root, "empty")).FullName;

        (await Should.ThrowAsync<IOException>(() => _export.ExportAsync(folder.Path, cancellationToken: Cancellation))).Message.ShouldContain("not empty");
        (await Should.ThrowAsync<IOException>(() => _export.ExportAsync(Path.Combine(folder.Path, "mini.kg"), cancellationToken: Cancellation))).Message.ShouldContain("is a file");
        await _export.ExportAsync(empty, cancellationToken: Cancellation);

        File.Exists(Path.Combine(empty, "empty.inter")).ShouldBeTrue();
    }

    [Fact]
    public async Task AValueThatTheFormatCannotHoldStopsTheExportAndLeavesNothing()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        await database.ExecuteAsync("""update users set attributes = '{"bio": "two\nlines"}' where key = 'anna'""");

        (await Should.ThrowAsync<InvalidDataException>(() => _export.ExportAsync(Path.Combine(folder.Root, "out"), cancellationToken: Cancellation)))
            .Message.ShouldContain("out.user: bio: 'two\nlines' holds a tab or a line break");

        Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName).ShouldBe(["mini"]);
    }

    [Fact]
    public async Task AnEmptyDatabaseIsNotExported()
    {
        using var folder = new TestFolder();

        (await Should.ThrowAsync<InvalidOperationException>(() => _export.ExportAsync(Path.Combine(folder.Root, "out"), cancellationToken: Cancellation)))
            .Message.ShouldContain("empty");

        Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName).ShouldBe(["mini"]);
    }

    [Fact]
    public async Task CancellingLeavesNothing()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => _export.ExportAsync(Path.Combine(folder.Root, "out"), cancellationToken: stop.Token));

        Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName).ShouldBe(["mini"]);
    }

    [Fact]
    public async Task WhatADatabaseSetsForItsSessionsChangesNoNumber()
    {
        using var folder = new TestFolder();
        folder.Write("mini.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\nu\ta\t0.30000000000000004\t1600000000.25\nu\tb\t1.7976931348623157E+308\t\n");
        await ImportAsync(folder.Path);
        await database.ExecuteAsync(
            """
            do $$ begin
                execute format('alter database %I set extra_float_digits = -15', current_database());
                execute format('alter database %I set standard_conforming_strings = off', current_database());
                execute format('alter database %I set timezone = "America/New_York"', current_database());
                execute format('alter database %I set datestyle = German', current_database());
            end $$
            """);
        await using var services = PostgresDatabase.ServicesOver(database.ConnectionString + ";Pooling=false");
        var exported = Path.Combine(folder.Root, "out");

        await services.GetRequiredService<RecBoleExport>().ExportAsync(exported, cancellationToken: Cancellation);

        RecBoleRows.Read(Path.Combine(exported, "out.inter")).ShouldBe([
            "item_id:token=a | rating:float=0.30000000000000004 | timestamp:float=1600000000.25 | user_id:token=u",
            "item_id:token=b | rating:float=1.7976931348623157e+308 | user_id:token=u",
        ]);
    }

    [Fact]
    public async Task AnAttributeOfSeveralTypesComesOutAsTokensAndThatIsSaid()
    {
        using var folder = new TestFolder();
        folder.Write("mini.item", "item_id:token\tsize:float\na\t1.5\n");
        await ImportAsync(folder.Path);
        folder.Write("mini.item", "item_id:token\tsize:token_seq\nb\tlarge  wide\nc\t\n");
        await ImportAsync(folder.Path);
        await database.ExecuteAsync("""update items set attributes = '{"item_id": "x", "two\tcells": 1, "": 2, "size": null}' where key = 'c'""");
        var exported = Path.Combine(folder.Root, "out");

        var report = await _export.ExportAsync(exported, cancellationToken: Cancellation);

        report.Skipped.ShouldBe(
            [
                "the attribute '' of items, because no column can be called so", "the attribute 'item_id' of items, because no column can be called so",
                "the types of the attribute 'size' of items, which has 2: all its values are tokens",
                "the attribute 'two\tcells' of items, because no column can be called so",
            ],
            ignoreOrder: true);
        RecBoleRows.Read(Path.Combine(exported, "out.item")).ShouldBe(["item_id:token=a | size:token=1.5", "item_id:token=b | size:token=large  wide", "item_id:token=c"]);
    }

    [Fact]
    public async Task FeaturesOfItemsWithoutNumbersAreSkippedAndSaidSo()
    {
        using var folder = TestFolder.Full();
        await ImportAsync(folder.Path);
        await database.ExecuteAsync("insert into items (key) values ('B00X')");

        var report = await _export.ExportAsync(Path.Combine(folder.Root, "out"), cancellationToken: Cancellation);

        report.Skipped.ShouldHaveSingleItem().ShouldStartWith("image features");
        report.Files.ShouldNotContain(f => f.File == "image_feat.npy");
    }

    private Task<ImportReport> ImportAsync(string folder) =>
        database.Get<RecBoleImport>().ImportAsync(folder, strict: true, cancellationToken: Cancellation);
}
