using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Runs;

/// <summary>What a form for a run is made of, held to what a run is refused for.</summary>
public sealed class TrainingSettingsTests(EmptyService empty) : IClassFixture<EmptyService>, IAsyncLifetime
{
    private readonly Service _service = empty.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await empty.ForgetTrainingAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task EverySettingIsTakenAtBothEndsOfItsRangeAndRefusedBeyond()
    {
        var settings = await SettingsAsync();
        settings.Count.ShouldBe(44);

        foreach (var end in (string[])["minimum", "maximum"])
        {
            var numbers = settings.Where(setting => setting[end] is not null).ToList();
            using var taken = await AskAsync(new JsonObject(numbers.Select(setting => KeyValuePair.Create(Text(setting["name"]), (JsonNode?)setting[end]!.DeepClone()))));
            taken.StatusCode.ShouldBe(HttpStatusCode.Accepted, await taken.Content.ReadAsStringAsync(Cancelled));

            foreach (var setting in numbers)
                await ShouldBeRefusedAsync(setting, Beyond(setting, end));
        }
    }

    [Fact]
    public async Task EveryDefaultAndEveryWordIsTakenAndNoOther()
    {
        var settings = await SettingsAsync();
        var worded = settings.Where(setting => setting["choices"] is not null).ToList();

        using var defaults = await AskAsync(new JsonObject(settings.Select(setting => KeyValuePair.Create(Text(setting["name"]), setting["defaultValue"]?.DeepClone()))));
        defaults.StatusCode.ShouldBe(HttpStatusCode.Accepted, await defaults.Content.ReadAsStringAsync(Cancelled));
        worded.Select(setting => Text(setting["name"])).ShouldBe(
        [
            "KDiffE:LayerCombination", "KDiffE:HiddenTargets", "KDiffE:Modalities", "KDiffE:PopularityPrior", "KDiffE:RareItemBlending", "KDiffE:CredibleTriples",
            "KDiffE:Loss", "KDiffE:NormExponent", "Diffusion:Mode", "Diffusion:Precision", "Contrastive:Negatives", "Contrastive:Precision",
        ]);
        foreach (var setting in worded)
        {
            foreach (var word in setting["choices"]!.AsArray())
            {
                using var taken = await AskAsync(new JsonObject { [Text(setting["name"])] = word!.DeepClone() });
                taken.StatusCode.ShouldBe(HttpStatusCode.Accepted, $"{setting["name"]} {word}");
            }

            await ShouldBeRefusedAsync(setting, "neither");
        }
    }

    [Fact]
    public async Task ASettingSaysWhatItIsInPlainText()
    {
        var settings = await SettingsAsync();

        Find("KDiffE:Layers").ShouldBe("""{"name":"KDiffE:Layers","type":"integer","defaultValue":2,"minimum":1,"maximum":3,"choices":null,"description":"L, the number of propagation layers."}""");
        Find("KDiffE:SelfLoops").ShouldContain("\"type\":\"boolean\",\"defaultValue\":false,\"minimum\":null");
        Find("Contrastive:Weight").ShouldContain("\"type\":\"number\",\"defaultValue\":0.05,\"minimum\":0,\"maximum\":100");
        Find("Contrastive:Negatives").ShouldContain("\"type\":\"integer\",\"defaultValue\":\"auto\",\"minimum\":1,\"maximum\":9999999,\"choices\":[\"auto\",\"all\"]");
        Find("Contrastive:Precision").ShouldContain("What similarities are computed in; Auto keeps to 32 bits");
        settings.ShouldAllBe(setting => Text(setting["description"]).Length > 5 && !Text(setting["description"]).Contains('<'));

        string Find(string name) => settings.Single(setting => Text(setting["name"]) == name).ToJsonString(Plain);
    }

    [Fact]
    public async Task APresetSaysWhatItChangesAndARunByItDoesTheSame()
    {
        var presets = (await _service.GetAsync("/training/settings")).Body["presets"]!.AsArray();

        presets.Select(preset => Text(preset!["name"])).ShouldBe(["auto", "baby", "default", "lightgcn", "ml-100k", "paper", "sports", "tiktok"]);
        presets.ShouldAllBe(preset => Text(preset!["description"]).Length > 5);
        // One searches for what it changes.
        foreach (var plain in (int[])[0, 2])
            presets[plain]!["settings"]!.AsObject().ShouldBeEmpty();
        // Three layers of 64 numbers and no knowledge graph; two layers are the default, and no self-loops.
        var baseline = presets[3]!["settings"]!.AsObject();
        (baseline["KDiffE:Layers"]!.GetValue<int>(), Text(baseline["KDiffE:Loss"]), baseline["Diffusion:Enabled"]!.GetValue<bool>(), baseline["KDiffE:Dim"]!.GetValue<int>(), baseline.ContainsKey("KDiffE:SelfLoops"))
            .ShouldBe((3, "Bpr", false, 64, false));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The next number that the setting's type has: a whole one, or the next float.
    private static JsonValue Beyond(JsonObject setting, string end)
    {
        var (value, sign) = (setting[end]!.GetValue<double>(), end == "minimum" ? -1 : 1);
        if (Text(setting["type"]) == "integer")
            return JsonValue.Create((long)value + sign);
        return JsonValue.Create(sign < 0 ? MathF.BitDecrement((float)value) : MathF.BitIncrement((float)value));
    }

    private async Task<IReadOnlyList<JsonObject>> SettingsAsync()
    {
        var (status, body) = await _service.GetAsync("/training/settings");
        status.ShouldBe(HttpStatusCode.OK);
        return [.. body["settings"]!.AsArray().Select(setting => setting!.AsObject())];
    }

    private async Task ShouldBeRefusedAsync(JsonObject setting, JsonNode value)
    {
        using var refused = await AskAsync(new JsonObject { [Text(setting["name"])] = value });

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{setting["name"]} {value}");
        Text((await refused.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["detail"]).ShouldContain(Text(setting["name"]));
    }

    private Task<HttpResponseMessage> AskAsync(JsonObject settings) =>
        _service.Client.PostAsJsonAsync(new Uri("/training/runs?queue=true", UriKind.Relative), new JsonObject { ["settings"] = settings }, Cancelled);

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
