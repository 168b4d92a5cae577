using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>What an import takes in goes through a real run and is served, however odd; and what is disliked is not learnt.</summary>
public sealed class OddCatalogueTests : IAsyncLifetime
{
    private const int PerTaste = 20;

    private static readonly string Emoji = string.Concat(Enumerable.Repeat("😀", 198));

    private readonly Site _site = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task IdsOfEveryAlphabetAreTrainedPublishedAndServedAndDislikedItemsAreSeenAndNotLearnt()
    {
        var folder = Write();
        var import = _site.StartCommand("import", folder, "--strict");
        (await import.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0, import.Output);
        _site.StartWorker(("Training__MinRating", "3"), ("Events__dislike", "-1"), ("Training__MaxRelativeDrop", "1"));
        var run = await _site.RequestAsync(epochs: 30, ("KDiffE:Dim", "16"));

        var ended = await _site.UntilAsync(run, found => found.State is not (RunState.Queued or RunState.Running), TimeSpan.FromMinutes(2));

        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        using var snapshot = _site.Open(ended.SnapshotVersion!);
        (snapshot.Users, snapshot.Items).ShouldBe((61, 2 * PerTaste));
        snapshot.TryGetUser("critic", out var critic).ShouldBeTrue();
        // Three liked ones, five rated poorly, five disliked.
        snapshot.Seen(critic).Length.ShouldBe(13);

        await _site.Get<Infrastructure.Snapshots.SnapshotCatalog>().ActivateAsync(ended.SnapshotVersion!, Cancellation);
        using var api = await _site.StartApiAsync();
        await Eventually.IsAsync(async () => (await api.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation)).IsSuccessStatusCode);
        foreach (var user in new[] { User(0), User(7), "critic" })
        {
            var answer = await api.GetAsync(new Uri($"/users/{Uri.EscapeDataString(user)}/recommendations?n=10", UriKind.Relative), Cancellation);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.StatusCode} for {user}: {await answer.Content.ReadAsStringAsync(Cancellation)}");
            var items = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).ToList();
            items.Count.ShouldBe(10);
            if (user == "critic")
                items.Take(5).ShouldAllBe(item => Enumerable.Range(0, PerTaste).Any(n => Item(0, n) == item), "what the critic likes, not what the critic hates");
        }
    }

    /// <summary>Two tastes of thirty users each, and a critic who likes the first and hates the second.</summary>
    private string Write()
    {
        var folder = _site.PathOf("odd");
        Directory.CreateDirectory(folder);
        var random = new Random(5);
        var rows = new StringBuilder("user_id:token\titem_id:token\trating:float\tevent_type:token\tattributes:token\n");
        for (var user = 0; user < 60; user++)
        {
            var items = Enumerable.Range(0, PerTaste).ToArray();
            random.Shuffle(items);
            foreach (var item in items[..10])
                rows.Append($"{User(user)}\t{Item(user % 2, item)}\t5\t\tx\n");
        }

        for (var item = 0; item < 3; item++)
            rows.Append($"critic\t{Item(0, item)}\t4\t\t\n");
        for (var item = 0; item < 10; item++)
            rows.Append($"critic\t{Item(1, item)}\t{(item < 5 ? "1" : "")}\t{(item < 5 ? "" : "dislike")}\t\n");
        File.WriteAllText(Path.Combine(folder, "odd.inter"), rows.ToString());
        return folder;
    }

    private static string User(int n) => n == 0 ? Emoji + "u0" : $"u/%41 \"{n}\" 清\u202e";

    private static string Item(int taste, int n) => n == 0 ? Emoji + $"{taste}i" : $"{taste} {(char)('a' + n)}\\é?#&";
}
