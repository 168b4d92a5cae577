using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Api.Runs;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Tests.Contract;

/// <summary>The data of the events is what their contracts say, no more and no less.</summary>
public sealed class EventContractTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task AStateIsWhatItsContractSays()
    {
        var runs = _service.Get<RunStore>();
        var (run, _) = await runs.RequestAsync(new RunArguments("default", new Dictionary<string, string>()), null, queue: true, Cancelled);
        await runs.CancelAsync(run.Id, Cancelled);

        var events = (await _service.Get<RunEventReader>().ReadAsync([(run.Id, 0)], most: 10, Cancelled))[run.Id].Events;

        events.Select(e => e.Kind).Distinct().ShouldBe(["state"]);
        events.Select(e => JsonSerializer.Deserialize<RunStateEvent>(e.Data, Strict)!.State).ShouldBe([RunState.Queued, RunState.Cancelled]);
    }
}
