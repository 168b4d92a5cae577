namespace KDiffE.EndToEnd.Tests;

/// <summary>An orchestrator that changes its mind.</summary>
public sealed class StopWhileStartingTests : IAsyncLifetime
{
    private const int NotListeningYet = 128 + 15;

    private readonly Site _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AnApiThatIsToldToStopAtWhateverPointOfItsStartEndsWithoutAFailure()
    {
        for (var trial = 1; trial <= 6; trial++)
        {
            var api = _site.StartApi(new Uri($"http://127.0.0.1:{Site.FreePort()}"));
            await Task.Delay(TimeSpan.FromMilliseconds(500 * trial), TestContext.Current.CancellationToken);
            await api.SignalAsync("TERM");

            (await api.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBeOneOf([0, NotListeningYet]);
            api.Output.ShouldNotContain("Unhandled exception", customMessage: api.Output);
        }
    }
}
