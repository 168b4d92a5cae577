using System.Net;

namespace KDiffE.Api.Tests.Contract;

/// <summary>The API describes itself.</summary>
public sealed class DescriptionTests(FruitService fruit) : IClassFixture<FruitService>
{
    private readonly Service _service = fruit.Service;

    [Fact]
    public async Task EveryRouteHasASummaryATagAndDescribedParameters()
    {
        var (status, body) = await _service.GetAsync("/swagger/v1/swagger.json");
        status.ShouldBe(HttpStatusCode.OK);
        var paths = body["paths"]!.AsObject();
        paths.Select(p => p.Key).Order(StringComparer.Ordinal).ShouldBe(
        [
            "/audit", "/data", "/entities", "/entities/bulk", "/entities/{id}", "/export/{kind}", "/features/bulk", "/feedback", "/health/live", "/health/ready",
            "/interactions", "/interactions/bulk", "/items", "/items/bulk", "/items/latest", "/items/popular", "/items/{id}",
            "/items/{id}/features", "/items/{id}/features/{modality}", "/items/{id}/similar", "/keys", "/keys/{client}/rotate",
            "/keys/{key}/revoke", "/login", "/logout", "/metrics/offline", "/metrics/online", "/metrics/traffic", "/nodes", "/rank", "/recommendations/batch", "/recommendations/session",
            "/relations", "/relations/bulk", "/relations/{id}", "/snapshots", "/snapshots/rollback", "/snapshots/{version}/activate",
            "/snapshots/{version}/canary", "/snapshots/{version}/reject", "/snapshots/{version}/users/{id}/recommendations", "/training/runs", "/training/runs/cancel",
            "/training/runs/{run}", "/training/runs/{run}/cancel", "/training/runs/{run}/events", "/training/runs/{run}/log", "/training/schedules",
            "/training/schedules/{id}", "/training/schedules/{id}/run", "/training/settings", "/triples", "/triples/bulk", "/users", "/users/bulk", "/users/{id}", "/users/{id}/interactions",
            "/users/{id}/recommendations", "/users/{id}/similar", "/webhooks", "/webhooks/{webhook}", "/webhooks/{webhook}/deliveries",
            "/webhooks/{webhook}/deliveries/{delivery}/retry", "/webhooks/{webhook}/rotate", "/webhooks/{webhook}/test",
        ]);
        foreach (var (path, methods) in paths)
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                operation!["summary"]!.GetValue<string>().ShouldNotBeEmpty($"{method} {path}");
                operation["tags"]!.AsArray().Count.ShouldBe(1, $"{method} {path}");
                foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
                    parameter!["description"].ShouldNotBeNull($"{method} {path} {parameter["name"]}");
            }
        }

        var parameters = paths["/users/{id}/recommendations"]!["get"]!["parameters"]!.AsArray();
        parameters.Select(p => $"{p!["in"]} {p["name"]}").ShouldBe(
        [
            "path id", "query n", "query cursor", "query exclude", "query category", "query categoryMatch", "query where", "query fields", "query diversity", "query maxPerCategory", "query includeSeen", "query explain", "header If-None-Match",
        ]);
        parameters[1]!["schema"]!["minimum"]!.GetValue<int>().ShouldBe(1);
        parameters[1]!["schema"]!["maximum"]!.GetValue<int>().ShouldBe(200);
        body["components"]!["schemas"]!["RecommendationSource"]!["enum"]!.AsArray().Select(x => x!.ToString()).ShouldBe(["model", "fold_in", "popular", "latest", "graph"]);
        body["components"]!["schemas"]!["SnapshotState"]!["enum"]!.AsArray().Select(x => x!.ToString()).ShouldContain("retired");
    }
}
