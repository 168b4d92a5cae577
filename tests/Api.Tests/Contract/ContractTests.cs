using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Contract;

/// <summary>The description that clients are generated from says what is so.</summary>
public sealed partial class ContractTests(FruitService fruit) : IClassFixture<FruitService>
{
    private static readonly string Documents = Path.Combine(CheckoutFolder.Root, "docs", "openapi.json");

    private static readonly string Examples = Path.Combine(CheckoutFolder.Root, "src", "Api", "Contract", "Examples");

    private readonly Service _service = fruit.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheCommittedDocumentIsTheOneThatIsServed()
    {
        var served = await _service.Client.GetStringAsync(new Uri("/swagger/v1/swagger.json", UriKind.Relative), Cancelled);

        Lines(served).ShouldBe(Lines(await File.ReadAllTextAsync(Documents, Cancelled)), "run eng/contract/generate.sh and look at what has changed");

        static string[] Lines(string text) => text.ReplaceLineEndings("\n").Trim().Split('\n');
    }

    [Fact]
    public void EveryOperationHasAnExampleOfWhatItTakesAndAnswers()
    {
        foreach (var (name, operation) in Operations())
        {
            if (operation["requestBody"]?["content"]?.AsObject() is { } body)
                body.ShouldAllBe(content => content.Value!["example"] != null, name);
            var answers = operation["responses"]!.AsObject().Where(response => response.Key.StartsWith('2')).SelectMany(response => response.Value!["content"]?.AsObject() ?? []);
            answers.ShouldAllBe(content => content.Value!["example"] != null, $"{name}: src/Api/Contract/Examples/{name}.json");
        }
    }

    [Fact]
    public void RowsAreWrittenInBulkAsBytesOfWhichEveryFormHasAnExample()
    {
        var bulk = Operations().Where(operation => operation.Key.StartsWith("BulkWrite", StringComparison.Ordinal)).ToList();

        bulk.Count.ShouldBe(7);
        foreach (var (name, operation) in bulk)
        {
            var bodies = operation["requestBody"]!["content"]!.AsObject();
            bodies.Select(body => body.Key).ShouldBe(["application/x-ndjson", "text/csv"], name);
            bodies.ShouldAllBe(body => body.Value!["schema"]!["format"]!.GetValue<string>() == "binary", name);
            // The lines of an example are those of which its answer speaks.
            var answer = operation["responses"]!["200"]!["content"]!["application/json"]!["example"]!;
            foreach (var (form, header) in new[] { ("application/x-ndjson", 0), ("text/csv", 1) })
                bodies[form]!["example"]!.GetValue<string>().TrimEnd('\n').Split('\n').Length.ShouldBe(answer["read"]!.GetValue<int>() + header, $"{name} {form}");
        }
    }

    [Fact]
    public void EveryExampleOfRowsBelongsToAPath()
    {
        var words = Document()["paths"]!.AsObject().SelectMany(path => path.Key.Split('/')).ToHashSet();

        Directory.EnumerateFiles(Path.Combine(Examples, "Rows")).Select(Path.GetFileNameWithoutExtension).ShouldAllBe(rows => words.Contains(rows!));
    }

    [Fact]
    public void EveryExampleBelongsToAnOperation() =>
        Directory.EnumerateFiles(Examples).Select(Path.GetFileNameWithoutExtension).Except(Operations().Keys)
            .ShouldBeEmpty();

    [Fact]
    public void EveryProblemIsDescribedAsOne()
    {
        foreach (var (name, operation) in Operations())
        {
            var responses = operation["responses"]!.AsObject();
            responses.Select(response => response.Key).ShouldContain("400", name);
            responses.Select(response => response.Key).ShouldContain("500", name);
            foreach (var (status, response) in responses.Where(response => response.Key[0] is '4' or '5'))
            {
                response!["content"]!.AsObject().Select(content => content.Key).ShouldBe(["application/problem+json"], $"{name} {status}");
                response["content"]!["application/problem+json"]!["schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/ProblemDetails");
            }
        }
    }

    [Fact]
    public async Task EveryTypeThatTheSourceNamesIsAmongTheProblemTypes()
    {
        var types = Document()["components"]!["schemas"]!["ProblemDetails"]!["properties"]!["type"]!["enum"]!.AsArray().Select(type => type!.GetValue<string>()).ToList();
        var named = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(CheckoutFolder.Root, "src", "Api", "Http"), "Problems*.cs"))
            named.AddRange(ProblemType().Matches(await File.ReadAllTextAsync(file, Cancelled)).Select(match => "/errors/" + match.Groups["type"].Value));

        named.Count.ShouldBeGreaterThan(20);
        types.ShouldBeUnique();
        types.Order(StringComparer.Ordinal).ShouldBe(named.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryProblemTypeIsInTheDocumentation()
    {
        var types = Document()["components"]!["schemas"]!["ProblemDetails"]!["properties"]!["type"]!["enum"]!.AsArray().Select(type => type!.GetValue<string>());
        var page = await File.ReadAllTextAsync(Path.Combine(CheckoutFolder.Root, "docs", "api.md"), Cancelled);

        types.Where(type => !page.Contains($"`{type}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void WhatIsAlwaysThereIsRequiredAndWhatMayBeNullSaysSo()
    {
        var schemas = Document()["components"]!["schemas"]!;

        Required("RankedItem").ShouldBe(["id", "name", "score", "source"]);
        schemas["RankedItem"]!["properties"]!["name"]!["type"]!.AsArray().Select(type => type!.GetValue<string>()).ShouldBe(["null", "string"]);
        schemas["RankedItem"]!["properties"]!["id"]!["type"]!.GetValue<string>().ShouldBe("string");
        // Written only where it is true.
        Required("RecommendationsResponse").ShouldNotContain("degraded");
        Required("RecommendationsResponse").ShouldNotContain("next");
        schemas["RecommendationsResponse"]!["properties"]!["next"]!["type"]!.GetValue<string>().ShouldBe("string");
        // Without a score where items are ranked by age; with attributes and reasons where they were asked for.
        schemas["RankedItem"]!["properties"]!["score"]!["type"]!.AsArray().Select(type => type!.GetValue<string>()).ShouldBe(["null", "number"], ignoreOrder: true);
        schemas["RankedItem"]!["properties"]!["attributes"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/Attributes");
        schemas["StoredItem"]!["properties"]!["attributes"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/Attributes");
        // In the body of a PUT the id may be left out, and in a patch all else.
        Required("ItemFields").ShouldBeEmpty();
        Required("InteractionFields").ShouldBe(["item", "user"]);
        Required("TripleFields").ShouldBe(["head", "relation", "tail"]);
        Required("BatchRequest").ShouldBe(["userIds"]);
        Required("ScheduleRequest").ShouldBe(["cron"]);
        Required("RunRequest").ShouldBeEmpty();
        Required("FeedbackRequestEntry").ShouldBe(["itemId", "kind", "recommendationId"]);
        schemas["HealthResponse"]!["properties"]!["lastRefusal"]!["oneOf"]!.AsArray().Select(type => type!["$ref"]?.GetValue<string>() ?? type["type"]!.GetValue<string>())
            .ShouldBe(["#/components/schemas/RefusedSnapshot", "null"]);

        IEnumerable<string> Required(string schema) => schemas[schema]!["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [];
    }

    [Fact]
    public async Task AnEditorHasARequestForEveryOperation()
    {
        var requests = RequestName().Matches(await File.ReadAllTextAsync(Path.Combine(CheckoutFolder.Root, "src", "Api", "Api.http"), Cancelled)).Select(match => match.Groups["name"].Value);

        requests.Order(StringComparer.Ordinal).ShouldBe(Operations().Keys.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"""(?<type>[a-z]+(-[a-z]+)+|internal|forbidden|unauthenticated)""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ProblemType();

    [GeneratedRegex(@"^# @name (?<name>\w+)\r?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex RequestName();

    private static JsonNode Document() => JsonNode.Parse(File.ReadAllText(Documents))!;

    private static Dictionary<string, JsonNode> Operations() => Document()["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
        .ToDictionary(operation => operation.Value!["operationId"]!.GetValue<string>(), operation => operation.Value!);
}
