using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Health;

/// <summary>Readiness in words: what each of the things is like that a process needs.</summary>
public sealed class ReadinessTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task SaysOfEverythingThatItIsWellAndOfTheDatabaseWhenItGoes()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        await using var relay = Serving.StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        _service.Start(connectionString);
        var well = await _service.EventuallyAsync("/health/ready", body => StatesOf(body) == "snapshot ok, database ok, schema ok, catalog ok");
        Message(well, "snapshot").ShouldStartWith("Snapshot v1 is served; its training ended ");
        Message(well, "snapshot").ShouldEndWith(" days ago.");

        relay.Cut();

        var away = await _service.EventuallyAsync("/health/ready", body => StatesOf(body) == "snapshot ok, database warning, schema warning, catalog warning");
        Message(away, "database").ShouldStartWith("PostgreSQL does not answer");
        Message(away, "catalog").ShouldStartWith("Items and users are as the database had them 1");
        (await _service.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        relay.Open();
        await _service.EventuallyAsync("/health/ready", body => StatesOf(body) == "snapshot ok, database ok, schema ok, catalog ok");
    }

    [Fact]
    public async Task SaysWhyNothingIsServedYetAlsoWhereItAnswers503()
    {
        _service.Start();

        var empty = await _service.EventuallyAsync("/health/ready", body => StatesOf(body) == "snapshot error, database ok, schema ok, catalog warning");

        Message(empty, "snapshot").ShouldBe("No snapshot is active yet.");
        var (status, body) = await _service.GetAsync("/health/ready");
        (status, body["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.ServiceUnavailable, "/errors/not-ready"));
        (await _service.GetAsync("/health/live")).Body.ContainsKey("checks").ShouldBeFalse();
    }

    [Fact]
    public async Task SaysWhatWasRefusedAndThatAnotherVersionHasTheSchema()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        _service.Start();
        await _service.ServesAsync("v1");
        await _service.RegisterAsync(Catalogue.Content("missing").Metadata);
        var refused = await _service.EventuallyAsync("/health/ready", body => StatesOf(body).StartsWith("snapshot warning", StringComparison.Ordinal));
        Message(refused, "snapshot").ShouldBe("Snapshot missing was refused: Could not find file 'missing.safetensors'. v1 is served in its place.");

        await _service.ExecuteAsync("insert into \"__EFMigrationsHistory\" values ('20991231235959_Later', '10.0.15')");

        var later = await _service.EventuallyAsync("/health/ready", body => StatesOf(body).Contains("database ok, schema warning", StringComparison.Ordinal));
        Message(later, "schema").ShouldContain("20991231235959_Later");
    }

    private static string StatesOf(JsonObject body) =>
        string.Join(", ", body["checks"]!.AsArray().Select(check => $"{check!["name"]} {check["state"]}"));

    private static string Message(JsonObject body, string name) =>
        body["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == name)!["message"]!.GetValue<string>();
}
