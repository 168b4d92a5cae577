using System.Net;
using System.Text.RegularExpressions;
using KDiffE.Api.Access;
using KDiffE.Api.Http;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KDiffE.Api.Tests.Access;

/// <summary>Who may use which route: every one, as the table says and no more.</summary>
public sealed partial class RouteRolesTests(KeyedService keyed) : IClassFixture<KeyedService>
{
    // Null is everybody. A route that is not here is a route of which nobody decided who may use it.
    private static readonly Dictionary<string, Role?> Table = new(StringComparer.Ordinal)
    {
        ["GET /"] = null,
        ["GET /ui/{**path}"] = null,
        ["GET /assets/{name}"] = null,
        ["GET /health/live"] = null,
        ["GET /health/ready"] = null,
        ["GET /swagger/{documentName}/swagger.{extension}"] = Role.Read,
        ["* /swagger/{**path}"] = Role.Read,
        ["* /metrics"] = Role.Read,
        ["* /hangfire/{**path}"] = Role.Admin,
        ["GET /users/{id}/recommendations"] = Role.Read,
        ["GET /items/{id}/similar"] = Role.Read,
        ["GET /items/popular"] = Role.Read,
        ["GET /users"] = Role.Read,
        ["GET /users/{id}"] = Role.Read,
        ["PUT /users/{id}"] = Role.Ingest,
        ["PATCH /users/{id}"] = Role.Ingest,
        ["DELETE /users/{id}"] = Role.Ingest,
        ["POST /users/bulk"] = Role.Ingest,
        ["GET /items"] = Role.Read,
        ["GET /items/{id}"] = Role.Read,
        ["PUT /items/{id}"] = Role.Ingest,
        ["PATCH /items/{id}"] = Role.Ingest,
        ["DELETE /items/{id}"] = Role.Ingest,
        ["POST /items/bulk"] = Role.Ingest,
        ["GET /entities"] = Role.Read,
        ["GET /entities/{id}"] = Role.Read,
        ["PUT /entities/{id}"] = Role.Ingest,
        ["PATCH /entities/{id}"] = Role.Ingest,
        ["DELETE /entities/{id}"] = Role.Ingest,
        ["POST /entities/bulk"] = Role.Ingest,
        ["GET /relations"] = Role.Read,
        ["GET /relations/{id}"] = Role.Read,
        ["PUT /relations/{id}"] = Role.Ingest,
        ["PATCH /relations/{id}"] = Role.Ingest,
        ["DELETE /relations/{id}"] = Role.Ingest,
        ["POST /relations/bulk"] = Role.Ingest,
        ["GET /users/{id}/interactions"] = Role.Read,
        ["GET /items/{id}/features"] = Role.Read,
        ["PUT /items/{id}/features/{modality}"] = Role.Ingest,
        ["DELETE /items/{id}/features/{modality}"] = Role.Ingest,
        ["POST /features/bulk"] = Role.Ingest,
        ["GET /interactions"] = Role.Read,
        ["POST /interactions"] = Role.Ingest,
        ["DELETE /interactions"] = Role.Ingest,
        ["POST /interactions/bulk"] = Role.Ingest,
        ["GET /triples"] = Role.Read,
        ["PUT /triples"] = Role.Ingest,
        ["DELETE /triples"] = Role.Ingest,
        ["POST /triples/bulk"] = Role.Ingest,
        ["GET /items/latest"] = Role.Read,
        ["GET /users/{id}/similar"] = Role.Read,
        ["POST /recommendations/batch"] = Role.Read,
        ["POST /recommendations/session"] = Role.Read,
        ["POST /rank"] = Role.Read,
        ["GET /audit"] = Role.Admin,
        ["GET /webhooks"] = Role.Admin,
        ["POST /webhooks"] = Role.Admin,
        ["PUT /webhooks/{webhook}"] = Role.Admin,
        ["DELETE /webhooks/{webhook}"] = Role.Admin,
        ["POST /webhooks/{webhook}/rotate"] = Role.Admin,
        ["POST /webhooks/{webhook}/test"] = Role.Admin,
        ["GET /webhooks/{webhook}/deliveries"] = Role.Admin,
        ["POST /webhooks/{webhook}/deliveries/{delivery:long}/retry"] = Role.Admin,
        ["POST /feedback"] = Role.Ingest,
        ["GET /metrics/online"] = Role.Read,
        ["GET /metrics/offline"] = Role.Read,
        ["GET /metrics/traffic"] = Role.Read,
        ["GET /nodes"] = Role.Read,
        ["GET /data"] = Role.Read,
        ["GET /export/{kind}"] = Role.Read,
        ["GET /snapshots"] = Role.Read,
        ["GET /snapshots/{version}/users/{id}/recommendations"] = Role.Train,
        ["POST /snapshots/{version}/activate"] = Role.Admin,
        ["POST /snapshots/{version}/canary"] = Role.Admin,
        ["POST /snapshots/{version}/reject"] = Role.Admin,
        ["POST /snapshots/rollback"] = Role.Admin,
        ["GET /training/runs"] = Role.Read,
        ["GET /training/runs/{run:long}"] = Role.Read,
        ["GET /training/runs/{run:long}/events"] = Role.Read,
        ["GET /training/runs/{run:long}/log"] = Role.Read,
        ["POST /training/runs"] = Role.Train,
        ["POST /training/runs/cancel"] = Role.Train,
        ["POST /training/runs/{run:long}/cancel"] = Role.Train,
        ["GET /training/settings"] = Role.Read,
        ["GET /training/schedules"] = Role.Read,
        ["PUT /training/schedules/{id}"] = Role.Train,
        ["DELETE /training/schedules/{id}"] = Role.Train,
        ["POST /training/schedules/{id}/run"] = Role.Train,
        ["GET /login"] = Role.Read,
        ["POST /login"] = null,
        ["POST /logout"] = null,
        ["GET /keys"] = Role.Admin,
        ["POST /keys"] = Role.Admin,
        ["POST /keys/{client}/rotate"] = Role.Admin,
        ["POST /keys/{key}/revoke"] = Role.Admin,
    };

    [Fact]
    public void EveryRouteIsInTheTableAndSaysWhoMayUseIt()
    {
        var routes = keyed.Service.Routes.SelectMany(Names).ToList();

        routes.Select(route => route.Name).Except(Table.Keys, StringComparer.Ordinal).ShouldBeEmpty("routes of which nobody decided who may use them");
        Table.Keys.Except(routes.Select(route => route.Name), StringComparer.Ordinal).ShouldBeEmpty("there are no such routes");
        routes.Where(route => route.Route.Metadata.GetMetadata<IAuthorizeData>() is null && route.Route.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(route => route.Name).ShouldBeEmpty();
    }

    [Fact]
    public async Task WithoutAKeyOnlyWhatIsForEverybodyAnswers()
    {
        foreach (var (route, needed) in Table)
        {
            var status = await StatusAsync(route, key: null);

            if (needed is null)
                status.ShouldNotBe(HttpStatusCode.Unauthorized, route);
            else
                status.ShouldBe(HttpStatusCode.Unauthorized, route);
        }
    }

    [Fact]
    public async Task AKeyOpensTheRoutesOfItsRoleAlone()
    {
        foreach (var (route, needed) in Table.Where(route => route.Value is not null))
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                var status = await StatusAsync(route, keyed[role]);

                (status != HttpStatusCode.Forbidden).ShouldBe(role == needed || role == Role.Admin, $"{route} with {role}: {status}");
                status.ShouldNotBe(HttpStatusCode.Unauthorized, route);
            }
        }
    }

    [Fact]
    public async Task WhatIsNoRouteSaysSoToEverybody()
    {
        (await StatusAsync("GET /nowhere", key: null)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync("DELETE /health/live", key: null)).ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task ARouteThatSaysNothingLetsNobodyIn()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1";
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Serilog:MinimumLevel"] = "Fatal";
        builder.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddInfrastructure(builder.Configuration);
        builder.AddHttp(ApiJson.Default);
        builder.AddAccess();
        await using var app = builder.Build();
        app.UseHttp();
        app.UseAccess();
        app.MapGet("/forgotten", () => "secret");
        app.MapGet("/meant", () => "hello").RequireRole(Role.Read);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var forgotten = await client.SendWithKeyAsync("GET", "/forgotten", key: null);
        using var meant = await client.SendWithKeyAsync("GET", "/meant", key: null);

        (forgotten.IsSuccessStatusCode, meant.StatusCode).ShouldBe((false, HttpStatusCode.OK));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<(string Name, RouteEndpoint Route)> Names(RouteEndpoint route) =>
        (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"])
            // Whatever answers GET answers HEAD.
            .Where(method => method != "HEAD")
            .Select(method => ($"{method} /{route.RoutePattern.RawText!.Trim('/')}", route));

    private async Task<HttpStatusCode> StatusAsync(string route, string? key)
    {
        var (method, path) = (route.Split(' ')[0].Replace("*", "GET", StringComparison.Ordinal), route.Split(' ')[1]);
        path = path.Replace("{documentName}/swagger.{extension}", "v1/swagger.json", StringComparison.Ordinal)
            .Replace("{run:long}", "987654", StringComparison.Ordinal).Replace("{delivery:long}", "987654", StringComparison.Ordinal);
        path = Parameter().Replace(path, m => m.Value.Contains('*', StringComparison.Ordinal) ? "" : "a");
        return (await RawHttp.SendAsync(keyed.Service.Client.BaseAddress!, $"{method} {path} HTTP/1.0\r\nContent-Length: 0\r\n{(key is null ? "" : $"X-Api-Key: {key}\r\n")}\r\n")).Status;
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
