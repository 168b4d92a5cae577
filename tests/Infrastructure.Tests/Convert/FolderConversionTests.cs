using KDiffE.Infrastructure.Convert;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class FolderConversionTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ImportTakesWhatWasConverted()
    {
        using var folder = new ConversionFolder()
            .Write("movies.csv", "movieId,title,genres\n1,\"Postman, The\",Comedy|Film-Noir\n9,Plain,(no genres listed)\n")
            .Write("ratings.csv", "userId,movieId,rating,timestamp\n4,1,3.5,1112486027\n5,9,0.5,1112486030\n5,9,x,1112486030\n")
            .Write("text_feat.npy", NpyFiles.Of("<f8", fortran: true, 2, NineEmptyRowsAndTwo()));
        folder.Convert().BadRows.ShouldBe(1);

        var report = await database.Get<RecBoleImport>().ImportAsync(folder.Target, strict: true, cancellationToken: Token);

        report.BadRows.ShouldBe(0);
        (await database.QueryAsync<string>("select concat_ws(' ', key, name, categories) from items order by key")).ShouldBe(
            ["1 Postman, The {Comedy,Film-Noir}", "9 Plain {}"]);
        (await database.QueryAsync<string>(
            """
            select concat_ws(' ', u.key, i.key, weight, extract(epoch from occurred_at)::bigint)
            from interactions x join users u on u.id = user_id join items i on i.id = item_id order by x.id
            """)).ShouldBe(["4 1 3.5 1112486027", "5 9 0.5 1112486030"]);
        (await database.QueryAsync<string>("select concat_ws(' ', i.key, values) from item_features join items i on i.id = item_id order by i.key"))
            .ShouldBe(["1 {1,2}", "9 {3,4}"]);
    }

    [Fact]
    public void AFolderOfWhichNothingIsKnownIsToldWhatWasLookedFor()
    {
        using var folder = new ConversionFolder().Write("notes.txt", "x").Write("package.json", "{}").Write("a.csv", "when,what\n1,2\n");

        var message = Should.Throw<FileNotFoundException>(() => folder.Convert()).Message;

        message.ShouldContain("holds nothing that is known");
        foreach (var part in new[] { "ratings.dat", "u.data", "reviewerID", "train.txt", "x_label", "*.parquet", "a.csv (when, what)", "notes.txt", "package.json" })
            message.ShouldContain(part);
        folder.Made.ShouldBeEmpty();
    }

    [Fact]
    public void WhereTwoFormatsWouldDoTheOneThatIsAskedForDecides()
    {
        using var folder = new ConversionFolder().Write("train.txt", "0 1\n").Write("ratings.dat", "3::7::5::978300760\n");

        Should.Throw<InvalidOperationException>(() => folder.Convert()).Message.ShouldContain("may be movielens or kgat; --format says which");
        folder.Made.ShouldBeEmpty();

        folder.Convert(new ConvertOptions("kgat")).Format.ShouldBe("kgat");
        folder.Rows("out.train.inter")[1].ShouldBe("0\t1");
    }

    [Fact]
    public void AFormatThatIsAskedForAndNotThereIsRefused()
    {
        using var folder = new ConversionFolder().Write("ratings.dat", "3::7::5::978300760\n");

        Should.Throw<FileNotFoundException>(() => folder.Convert(new ConvertOptions("kgat"))).Message.ShouldContain("train.txt");
    }

    [Fact]
    public void ColumnsAreNamedForTablesAlone()
    {
        using var folder = new ConversionFolder().Write("ratings.dat", "3::7::5::978300760\n");

        Should.Throw<InvalidOperationException>(() => folder.Convert(new ConvertOptions("movielens"), new ColumnNames(User: "x")))
            .Message.ShouldContain("movielens");
    }

    [Fact]
    public void WithoutAnyGoodInteractionNothingIsLeftAndTheReasonIsSaid()
    {
        using var folder = new ConversionFolder().Write("movies.dat", "7::A::Drama\n").Write("ratings.dat", "3::7::five::978300760\n");

        var message = Should.Throw<InvalidDataException>(() => folder.Convert()).Message;

        message.ShouldContain("holds no interaction that could be used");
        message.ShouldContain("ratings.dat:1: rating: 'five' is not a number");
        folder.Made.ShouldBeEmpty();
    }

    [Fact]
    public void WhatIsCancelledLeavesNothing()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", "user,item\n" + string.Concat(Enumerable.Range(0, 100_000).Select(k => $"u{k},i\n")));
        using var stop = new CancellationTokenSource();
        var seen = new List<FileProgress>();

        Should.Throw<OperationCanceledException>(() => FolderConversion.Run(folder.Source, folder.Target, new ConvertOptions(), new StopAt(seen, stop), stop.Token));

        // The report after 16,384 rows stops it; the one after 32,768 is never made.
        seen.ShouldHaveSingleItem().Rows.ShouldBe(16_384);
        seen[0].Done.ShouldBeFalse();
        folder.Made.ShouldBeEmpty();
    }

    [Fact]
    public void ADamagedPackedFileLeavesNothing()
    {
        using var whole = new ConversionFolder().WritePacked("clicks.csv.gz", "user,item\n" + string.Concat(Enumerable.Range(0, 50_000).Select(k => $"u{k},i{k * 7}\n")));
        var bytes = File.ReadAllBytes(Path.Combine(whole.Source, "clicks.csv.gz"));
        using var folder = new ConversionFolder().Write("clicks.csv.gz", bytes[..(bytes.Length / 2)]);

        Should.Throw<InvalidDataException>(() => folder.Convert()).Message.ShouldStartWith("clicks.csv.gz cannot be read after line ");

        folder.Made.ShouldBeEmpty();
    }

    [Fact]
    public void AFolderThatHoldsSomethingIsNotTouched()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", "user,item\na,b\n");
        Directory.CreateDirectory(folder.Target);
        File.WriteAllText(Path.Combine(folder.Target, "mine"), "x");

        Should.Throw<IOException>(() => folder.Convert()).Message.ShouldContain("not empty");

        Directory.EnumerateFiles(folder.Target).Select(Path.GetFileName).ShouldBe(["mine"]);
        folder.Made.ShouldHaveSingleItem();
    }

    [Fact]
    public void AnotherNameIsThatOfTheFiles()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", "user,item\na,b\n");

        folder.Convert(new ConvertOptions(Name: "films")).Files.ShouldHaveSingleItem().File.ShouldBe("films.inter");

        Should.Throw<InvalidOperationException>(() => FolderConversion.Run(folder.Source, folder.Target + "2", new ConvertOptions(Name: "a/b"), cancellationToken: Token))
            .Message.ShouldContain("a/b");
    }

    [Fact]
    public void ASingleFileIsASource()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", "user,item\na,b\n").Write("more.csv", "user,item\nc,d\n");

        FolderConversion.Run(Path.Combine(folder.Source, "more.csv"), folder.Target, new ConvertOptions(), cancellationToken: Token);

        folder.Rows("out.inter")[1..].ShouldBe(["c\td"]);
    }

    [Fact]
    public void RecBoleFilesAreCopiedForTheSakeOfTheirFeatures()
    {
        using var folder = new ConversionFolder()
            .Write("shop.train.inter", "item_id:token\tuser_id:token\tdevice:token\n0\tänna\tweb\n0\tb\n")
            .Write("shop.item", "item_id:token\ttitle:token_seq\n0\tThe \"Big\" One\n")
            .Write("text_feat.npy", NpyFiles.Of("<f8", fortran: true, 1, new double[,] { { 1, 2 } }));

        var report = folder.Convert();

        report.Format.ShouldBe("recbole");
        report.FirstBadRows.ShouldHaveSingleItem().ToString().ShouldBe("shop.train.inter:3: 2 fields where the header has 3");
        folder.Rows("out.train.inter").ShouldBe(["item_id:token\tuser_id:token\tdevice:token", "0\tänna\tweb"]);
        folder.Rows("out.item")[1].ShouldBe("0\tThe \"Big\" One");
        folder.Load().Features.ShouldHaveSingleItem().Values.ShouldBe([1, 2]);
    }

    [Fact]
    public void ASourceThatIsNotThereIsSaidToBeSo() => Should.Throw<DirectoryNotFoundException>(
        () => FolderConversion.Run("/nowhere/at/all", "/nowhere/else", new ConvertOptions(), cancellationToken: Token)).Message.ShouldContain("/nowhere/at/all");

    private static double[,] NineEmptyRowsAndTwo()
    {
        var values = new double[10, 2];
        for (var row = 0; row < 10; row++)
            values[row, 0] = values[row, 1] = double.NaN;
        (values[1, 0], values[1, 1], values[9, 0], values[9, 1]) = (1, 2, 3, 4);
        return values;
    }

    private sealed class StopAt(List<FileProgress> seen, CancellationTokenSource stop) : IProgress<FileProgress>
    {
        public void Report(FileProgress value)
        {
            seen.Add(value);
            stop.Cancel();
        }
    }
}
