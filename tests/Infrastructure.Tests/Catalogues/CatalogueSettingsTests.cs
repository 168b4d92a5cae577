using KDiffE.Infrastructure.Catalogues;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Tests.Catalogues;

/// <summary>The settings of several catalogues in one configuration.</summary>
public sealed class CatalogueSettingsTests
{
    private static readonly (string, string)[] Shops =
    [
        ("ConnectionStrings:Postgres", "Host=db;Database=shop;Password=secret"),
        ("ConnectionStrings:PostgresReplica", "Host=standby;Database=shop"),
        ("Snapshots:Folder", "/srv/snapshots"),
        ("Limits:RequestsPerSecond", "7"),
        ("Catalogues:books:ConnectionStrings:Postgres", "Host=db;Database=books"),
        ("Catalogues:films:ConnectionStrings:Postgres", "Host=db;Database=films"),
        ("Catalogues:films:Limits:RequestsPerSecond", "9"),
        ("Catalogues:films:Snapshots:Folder", "/srv/films"),
    ];

    [Fact]
    public void NamesThemInOrder() => CatalogueSettings.NamesIn(Of(Shops)).ShouldBe(["books", "films"]);

    [Fact]
    public void ThereAreNoneWhereNoneAreNamed() => CatalogueSettings.NamesIn(Of(Shops[..4])).ShouldBeEmpty();

    [Fact]
    public void WhatACatalogueSaysWinsAndWhatItDoesNotIsInherited()
    {
        Used("films")["Limits:RequestsPerSecond"].ShouldBe("9");
        Used("books")["Limits:RequestsPerSecond"].ShouldBe("7");
        Used("films")["Catalogue"].ShouldBe("films");
    }

    [Fact]
    public void RowsAndSnapshotsOfOthersAreNeverInherited()
    {
        var books = Used("books");

        books["ConnectionStrings:Postgres"].ShouldBe("Host=db;Database=books");
        books.GetConnectionString("PostgresReplica").ShouldBeNull();
        books["Snapshots:Folder"].ShouldBe("/srv/snapshots/catalogues/books");
        books["Snapshots:S3:Prefix"].ShouldBe("catalogues/books");
        books["Training:Folder"].ShouldBe(".local/runs/catalogues/books");
        books["Training:Dataset"].ShouldBe("books");
        Used("films")["Snapshots:Folder"].ShouldBe("/srv/films");
        Used("books", ("Snapshots:S3:Prefix", "shop/"))["Snapshots:S3:Prefix"].ShouldBe("shop/catalogues/books");
    }

    [Fact]
    public void AProgramMayBeToldWhichItWorksFor()
    {
        new ConfigurationBuilder().AddConfiguration(Of([.. Shops, ("Catalogue", "films")])).UseCatalogue().Build()["ConnectionStrings:Postgres"].ShouldBe("Host=db;Database=films");
        new ConfigurationBuilder().AddConfiguration(Of(Shops)).UseCatalogue().Build()["ConnectionStrings:Postgres"].ShouldBe("Host=db;Database=shop;Password=secret");
    }

    [Fact]
    public void ACatalogueThatThereIsNotIsRefusedByItsName() =>
        Refusal([.. Shops, ("Catalogue", "game")]).ShouldBe("Catalogue is 'game', and there is no Catalogues:game; there are books, films.");

    [Theory]
    [InlineData("Books")]
    [InlineData("b/ooks")]
    [InlineData("b.ooks")]
    [InlineData("-books")]
    [InlineData("bücher")]
    [InlineData("a2345678901234567890123456789012345678901")]
    public void NamesThatCannotStandInPathsAreRefused(string name) =>
        Refusal(("ConnectionStrings:Postgres", "Host=db"), ($"Catalogues:{name}:ConnectionStrings:Postgres", "Host=other")).ShouldStartWith($"Catalogues:{name} must have a name");

    [Fact]
    public void OneWithoutADatabaseIsRefused() =>
        Refusal(("ConnectionStrings:Postgres", "Host=db"), ("Catalogues:books:Limits:RequestsPerSecond", "5")).ShouldBe("Catalogues:books:ConnectionStrings:Postgres must name a database of its own.");

    [Theory]
    [InlineData("Host=db;Database=shop;Username=other;Password=hidden")]
    [InlineData("Server=DB;Port=5432;Database=shop")]
    public void TwoInOneDatabaseAreRefusedWithoutTellingThePassword(string connection) =>
        Refusal(("ConnectionStrings:Postgres", "Host=db;Database=shop;Password=secret"), ("Catalogues:books:ConnectionStrings:Postgres", connection))
            .ShouldBe("Catalogues:books and the default catalogue have the same ConnectionStrings:Postgres, Host=db;Port=5432;Database=shop: each catalogue needs its own.");

    [Fact]
    public void TwoWithTheSameSnapshotsAreRefused() =>
        Refusal([.. Shops, ("Catalogues:books:Snapshots:Folder", "/srv/other/../films/")]).ShouldContain("have the same Snapshots:Folder, /srv/films");

    [Fact]
    public void TwoWithTheSameFolderOfRunsAreRefused() =>
        Refusal([.. Shops, ("Training:Folder", "/srv/runs"), ("Catalogues:books:Training:Folder", "/srv/runs")]).ShouldContain("have the same Training:Folder, /srv/runs");

    [Fact]
    public void AListIsAnotherListAndNotTheOldOneWithSomeOfItReplaced()
    {
        var films = Used("films", ("Cors:Origins:0", "https://a"), ("Cors:Origins:1", "https://b"), ("Catalogues:films:Cors:Origins:0", "https://c"));

        films["Cors:Origins:0"].ShouldBe("https://c");
        films["Cors:Origins:1"].ShouldBeNull();
    }

    [Fact]
    public void TwoWithTheSamePlaceInABucketAreRefused() => Refusal(
        [.. Shops, ("Snapshots:Store", "s3"), ("Snapshots:S3:Bucket", "kdiffe"), ("Snapshots:S3:Prefix", "shop"), ("Catalogues:books:Snapshots:S3:Prefix", "/shop/")])
        .ShouldContain("have the same Snapshots:S3:Prefix, /kdiffe/shop");

    private static IConfiguration Used(string name, params (string, string)[] more) =>
        new ConfigurationBuilder().AddConfiguration(Of([.. Shops, .. more])).UseCatalogue(name).Build();

    private static string Refusal(params (string, string)[] settings) =>
        Should.Throw<InvalidOperationException>(() =>
        {
            var configuration = Of(settings);
            CatalogueSettings.NamesIn(configuration);
            new ConfigurationBuilder().AddConfiguration(configuration).UseCatalogue();
        }).Message;

    private static IConfiguration Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
}
