using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Feedback;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Feedback is kept as long as the configuration says.</summary>
public sealed class OldFeedbackTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task AWorkerForgetsFeedbackOnAnswersThatAreTooOld()
    {
        var answers = new[] { 0, 9, 11, 401 }.Select(days => RecommendationId.New(
            $"v{days}", 5, canary: false, RecommendationSource.Model, RecommendationEndpoint.User, DateTimeOffset.UtcNow.AddDays(-days)));
        await _site.Get<FeedbackStore>().AddAsync(
            answers.Select(answer => new FeedbackEntry(answer, "a", FeedbackKind.Click, DateTimeOffset.UtcNow)), TestContext.Current.CancellationToken);

        var worker = _site.StartWorker(("Feedback__Keep", "10.00:00:00"));

        await worker.WaitForOutputAsync("Forgot 2 entries of feedback", TimeSpan.FromMinutes(1));
        (await _site.Database.QueryAsync<string>("select snapshot_version from feedback order by 1")).ShouldBe(["v0", "v9"]);
    }

    [Fact]
    public async Task AnImpossibleTimeStopsTheWorkerWithItsNameValueAndRange()
    {
        var worker = _site.StartWorker(("Feedback__Keep", "00:10:00"));

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1, worker.Output);
        worker.Output.ShouldContain("Feedback:Keep is '00:10:00', but must be from 1.00:00:00 to 36500.00:00:00.");
    }
}
