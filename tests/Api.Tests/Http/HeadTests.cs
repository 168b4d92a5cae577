using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace KDiffE.Api.Tests.Http;

/// <summary>Monitors ask with HEAD.</summary>
public sealed class HeadTests(FruitService fruit) : IClassFixture<FruitService>
{
    private readonly Service _service = fruit.Service;

    [Fact]
    public async Task EveryRouteThatAnswersGetAnswersHeadAlikeWithoutABody()
    {
        var routes = _service.Routes.Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/').Replace("{id}", "a", StringComparison.Ordinal).Replace("{run:long}", "999999", StringComparison.Ordinal))
            .ToList();
        routes.Count.ShouldBeGreaterThan(8);
        foreach (var route in routes)
        {
            var get = await RawHttp.AskAsync(_service.Client.BaseAddress!, "GET", route);
            var head = await RawHttp.AskAsync(_service.Client.BaseAddress!, "HEAD", route);
            head.Status.ShouldBe(get.Status, route);
            head.Body.ShouldBeEmpty(route);
            Header(head, "Content-Type").ShouldBe(Header(get, "Content-Type"), route);
        }
    }

    [Theory]
    [InlineData("/swagger/v1/swagger.json", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/snapshots/rollback", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/items/popular?n=0", HttpStatusCode.BadRequest)]
    public async Task WhatGetIsRefusedHeadIsRefusedToo(string path, HttpStatusCode status)
    {
        var answer = await RawHttp.AskAsync(_service.Client.BaseAddress!, "HEAD", path);
        (answer.Status, answer.Body).ShouldBe((status, ""));
    }

    [Fact]
    public async Task AHeadOfAStreamOfEventsEnds()
    {
        var run = JsonNode.Parse((await RawHttp.SendAsync(_service.Client.BaseAddress!, "POST /training/runs?queue=true HTTP/1.0\r\nContent-Length: 0\r\n\r\n")).Body)!["id"];

        var answer = await RawHttp.AskAsync(_service.Client.BaseAddress!, "HEAD", $"/training/runs/{run}/events");

        (answer.Status, Header(answer, "Content-Type"), answer.Body).ShouldBe((HttpStatusCode.OK, "text/event-stream", ""));
    }

    [Fact]
    public async Task AWrongMethodIsToldOfHead() =>
        Header(await RawHttp.AskAsync(_service.Client.BaseAddress!, "DELETE", "/snapshots"), "Allow").ShouldBe("GET, HEAD");

    private static string? Header(RawAnswer answer, string name) =>
        answer.Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..].Split(';')[0];
}
