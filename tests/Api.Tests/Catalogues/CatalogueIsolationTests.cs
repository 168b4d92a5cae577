using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;

namespace KDiffE.Api.Tests.Catalogues;

/// <summary>Catalogues of one process know nothing of each other.</summary>
public sealed class CatalogueIsolationTests(FilledCatalogues filled) : IClassFixture<FilledCatalogues>
{
    private readonly SeveralCatalogues _site = filled.Site;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachAnswersFromItsOwnSnapshot()
    {
        foreach (var name in SeveralCatalogues.Names)
        {
            var (status, body) = await _site.GetAsync(name, $"/users/{name}-ann/recommendations");
            status.ShouldBe(HttpStatusCode.OK);
            body["items"]!.AsArray().ShouldAllBe(item => item!["id"]!.GetValue<string>().StartsWith(name + "-", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task NoIdOfOneAppearsInAnyAnswerOfAnother()
    {
        var paths = _site.Routes
            .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !path.Contains("**", StringComparison.Ordinal) && !path.EndsWith("/events", StringComparison.Ordinal) && !path.Contains("{kind}", StringComparison.Ordinal))
            .Concat(["/export/items", "/export/users", "/export/interactions", "/export/entities"]).ToList();
        paths.Count.ShouldBeGreaterThan(30);
        var answered = 0;
        foreach (var name in SeveralCatalogues.Names)
        {
            // Asked for what it has itself, and for what another one has.
            foreach (var asked in SeveralCatalogues.Names)
            {
                foreach (var path in paths)
                {
                    var target = path.Replace("{id}", path.Contains("items", StringComparison.Ordinal) ? $"{asked}-new" : $"{asked}-bob", StringComparison.Ordinal)
                        .Replace("{version}", $"{asked}-v1", StringComparison.Ordinal).Replace("{run:long}", "1", StringComparison.Ordinal);
                    using var answer = await _site.Client.GetAsync(new Uri(SeveralCatalogues.At(name) + target, UriKind.Relative), Cancelled);
                    if (!answer.IsSuccessStatusCode)
                        continue;
                    answered++;
                    var text = await answer.Content.ReadAsStringAsync(Cancelled);
                    // An answer may name what it was asked for.
                    var others = SeveralCatalogues.Names.Where(other => other != name && other != asked).ToList();
                    others.ShouldAllBe(other => !text.Contains(other + "-", StringComparison.Ordinal), $"{name} answers {target}: {text}");
                    if (asked != name)
                        text.Replace($"\"{asked}-bob\"", "", StringComparison.Ordinal).Replace($"\"{asked}-new\"", "", StringComparison.Ordinal).ShouldNotContain(asked + "-", customMessage: $"{name} answers {target}");
                }
            }
        }

        answered.ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task WhatIsWrittenToOneIsNotFoundInAnother()
    {
        (await _site.GetAsync("books", "/items/books-new")).Status.ShouldBe(HttpStatusCode.OK);
        (await _site.GetAsync("films", "/items/books-new")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _site.GetAsync("default", "/items/books-new")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task PlacesInAnswersAreBelowThePathOfTheCatalogue()
    {
        using var made = await _site.Client.PutAsJsonAsync(new Uri("/catalogues/films/items/films-placed", UriKind.Relative), new { }, Cancelled);

        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        made.Headers.Location!.OriginalString.ShouldBe("/catalogues/films/items/films-placed");
    }

    [Theory]
    [InlineData("/catalogues/nobody/items", 404)]
    [InlineData("/catalogues/Books/items", 404)]
    [InlineData("/catalogues/b%6Foks/items", 404)]
    [InlineData("/catalogues/booksx/items", 404)]
    [InlineData("/catalogues", 404)]
    [InlineData("/catalogues/", 404)]
    [InlineData("/catalogues/books/../films/items", 400)]
    [InlineData("/catalogues/books/../books/items", 400)]
    [InlineData("/catalogues/films/%2e%2e/books/items", 400)]
    [InlineData("/users/../catalogues/books/items", 400)]
    [InlineData("/catalogues/books/items", 200)]
    [InlineData("/catalogues/books/items?n=5", 200)]
    [InlineData("/catalogues/books", 200)]
    [InlineData("/catalogues/books/", 200)]
    [InlineData("http://localhost/catalogues/books/items", 200)]
    [InlineData("http://localhost/catalogues/books/../films/items", 400)]
    [InlineData("http://catalogues/books/items", 404)]
    [InlineData("/catalogues/books/metrics", 404)]
    [InlineData("/catalogues/books/catalogues/books/items", 404)]
    public async Task APathLeadsToTheCatalogueThatItNamesOrNowhere(string path, int status)
    {
        ((int)(await RawHttp.AskAsync(_site.Client.BaseAddress!, "GET", path)).Status).ShouldBe(status);
    }

    [Fact]
    public async Task MetricsOfEachHaveItsName()
    {
        (await _site.AskAsync("books")).ShouldBe("books-v1");

        var metrics = (await _site.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled)).Split('\n');

        metrics.Where(line => line.StartsWith("kdiffe_snapshot_info", StringComparison.Ordinal)).Select(line => (
            Version: SeveralCatalogues.Names.SingleOrDefault(name => line.Contains($"version=\"{name}-v1\"", StringComparison.Ordinal)),
            Catalogue: SeveralCatalogues.Names.SingleOrDefault(name => line.Contains($"catalogue=\"{name}\"", StringComparison.Ordinal), "default")))
            // Meters are known in the whole process, in which other tests have other snapshots, and the same catalogues.
            .Where(one => one.Version is not null).Distinct().OrderBy(one => one.Version, StringComparer.Ordinal).ShouldBe([("books", "books"), ("default", "default"), ("films", "films")]);
        metrics.ShouldContain(line => line.StartsWith("kdiffe_answers_total", StringComparison.Ordinal) && line.Contains("catalogue=\"books\"", StringComparison.Ordinal) && line.Contains("endpoint=\"user\"", StringComparison.Ordinal));
        metrics.ShouldContain(line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal) && line.Contains("catalogue=\"books\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheContractOfACatalogueNamesWhereItIs()
    {
        var (_, contract) = await _site.GetAsync("films", "/swagger/v1/swagger.json");

        contract["servers"]!.AsArray().ShouldHaveSingleItem()!["url"]!.GetValue<string>().ShouldBe("/catalogues/films");
    }
}
