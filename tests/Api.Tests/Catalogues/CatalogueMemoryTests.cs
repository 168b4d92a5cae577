using System.Net;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Catalogues;

/// <summary>Catalogues whose snapshots do not fit into memory together.</summary>
public sealed class CatalogueMemoryTests : IAsyncLifetime
{
    // Of 32 numbers an item, and its id and name: somewhat more than a MiB, so that two fit into three and three do not.
    private const int Items = 7000;
    private const string Room = "--Serving:MaxSnapshotMegabytes=3";

    private readonly SeveralCatalogues _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task AllAreAnsweredThoughTwoFitAndTheOneNotAskedLongestGoes()
    {
        await _site.PublishAllAsync(Items);
        await _site.StartAsync(Room);

        (await LoadedAsync()).Length.ShouldBe(2);
        var last = "";
        foreach (var name in (string[])["books", "films", "books", "default", "films"])
        {
            await Task.Delay(TimeSpan.FromSeconds(1.2), Cancelled);
            (await _site.AskAsync(name)).ShouldBe($"{name}-v1");
            var loaded = await LoadedAsync();
            loaded.Length.ShouldBe(2);
            loaded.ShouldContain(name);
            if (last.Length > 0)
                loaded.ShouldContain(last, $"after {name}");
            last = name;
        }
    }

    [Fact]
    public async Task OneThatIsAwayIsReadyAndNotDegraded()
    {
        await _site.PublishAllAsync(Items);
        await _site.StartAsync(Room);

        var away = SeveralCatalogues.Names.Except(await LoadedAsync()).ShouldHaveSingleItem();

        var (status, body) = await _site.GetAsync(away, "/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        body["degraded"].ShouldBeNull();
        body["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == "snapshot")!["message"]!.GetValue<string>().ShouldContain("when somebody asks");
    }

    [Fact]
    public async Task WhoIsAskedAllTheTimeKeepsItsMemoryWhileAnotherIsToldToComeBackButNotForEver()
    {
        await _site.PublishAllAsync(Items);
        await _site.StartAsync(Room, "--Serving:LoadPatience=00:00:00.500");
        var loaded = await LoadedAsync();
        var away = SeveralCatalogues.Names.Except(loaded).ShouldHaveSingleItem();
        using var done = new CancellationTokenSource();
        var busy = Task.WhenAll(loaded.Select(name => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                (await _site.AskAsync(name)).ShouldBeOneOf($"{name}-v1", "503");
        }, Cancelled)));
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancelled);

        using var answer = await _site.Client.GetAsync(new Uri($"{SeveralCatalogues.At(away)}/users/{away}-ann/recommendations", UriKind.Relative), Cancelled);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("asked more");

        // Who comes back, as it was told, is served in the end although the others are asked as before.
        await Eventually.IsAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);
            return await _site.AskAsync(away) == $"{away}-v1";
        });
        busy.IsCompleted.ShouldBeFalse();
        await done.CancelAsync();
        await busy;
    }

    [Fact]
    public async Task OneThatIsDamagedWhileItIsAwayIsNotReadyAndSaysWhyAndComesBackOnceItIsSound()
    {
        await _site.PublishAllAsync(Items);
        await _site.StartAsync(Room);
        var away = SeveralCatalogues.Names.Except(await LoadedAsync()).ShouldHaveSingleItem();
        var file = Path.Combine(_site[away].Folder, SnapshotFile.NameOf($"{away}-v1"));
        var sound = await File.ReadAllBytesAsync(file, Cancelled);
        await File.WriteAllBytesAsync(file, sound[..^100], Cancelled);
        await Task.Delay(TimeSpan.FromSeconds(1.2), Cancelled);

        await Eventually.IsAsync(async () => await _site.AskAsync(away) == "503" && (await _site.GetAsync(away, "/snapshots")).Body["lastRefusal"] is not null);
        (await _site.GetAsync(away, "/health/ready")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await LoadedAsync()).Length.ShouldBeGreaterThan(0);

        await File.WriteAllBytesAsync(file, sound, Cancelled);
        await Eventually.IsAsync(async () => await _site.AskAsync(away) == $"{away}-v1");
    }

    [Fact]
    public async Task OneThatIsAwayServesTheSnapshotThatWasActivatedMeanwhile()
    {
        await _site.PublishAllAsync(Items);
        await _site.StartAsync(Room);
        var away = SeveralCatalogues.Names.Except(await LoadedAsync()).ShouldHaveSingleItem();

        await _site[away].PublishAsync(SeveralCatalogues.Marked(away, "v2", Items));
        await Task.Delay(TimeSpan.FromSeconds(1.2), Cancelled);

        (await _site.AskAsync(away)).ShouldBe($"{away}-v2");
    }

    [Fact]
    public async Task ASnapshotLargerThanAllMemoryIsRefusedAndSaysWhatItTakes()
    {
        await _site.PublishAllAsync(Items);
        await _site.StartAsync(Room);
        await _site["books"].PublishAsync(SeveralCatalogues.Marked("books", "v2", items: 30_000));

        var body = await _site.Client.EventuallyAsync("/catalogues/books/snapshots", snapshots => snapshots["lastRefusal"] is not null);

        body["lastRefusal"]!["reason"]!.GetValue<string>().ShouldEndWith("MiB, and Serving:MaxSnapshotMegabytes is 3");
        await Eventually.IsAsync(async () => await _site.AskAsync("books") == "books-v1");
        (await _site.AskAsync("films")).ShouldBe("films-v1");
    }

    [Fact]
    public async Task NoRequestFailsWhileSnapshotsComeAndGo()
    {
        await _site.PublishAllAsync(Items);
        await _site.StartAsync(Room);
        using var done = new CancellationTokenSource();
        var answers = 0;
        // Two are asked every 50 ms, and which two changes every second.
        var asking = Task.Run(async () =>
        {
            for (var round = 0; !done.IsCancellationRequested; round++)
            {
                foreach (var name in SeveralCatalogues.Names.Where((_, place) => place != round / 20 % 3))
                {
                    (await _site.AskAsync(name)).ShouldBe($"{name}-v1", $"after {answers} answers");
                    answers++;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancelled);
            }
        }, Cancelled);
        await Task.Delay(TimeSpan.FromSeconds(6), Cancelled);
        await done.CancelAsync();
        await asking;
        answers.ShouldBeGreaterThan(30);
    }

    private async Task<string[]> LoadedAsync()
    {
        var loaded = new List<string>();
        foreach (var name in SeveralCatalogues.Names)
        {
            if ((await _site.GetAsync(name, "/health/live")).Body["snapshotVersion"] is not null)
                loaded.Add(name);
        }

        return [.. loaded];
    }
}
