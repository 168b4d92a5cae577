using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Serving;

/// <summary>What was verified is what is served, whatever becomes of the file; a real process, because a wrong read would end it.</summary>
public sealed class ChangedFileTests : IAsyncLifetime
{
    private const int Items = 20_000;

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Current => Path.Combine(_service.Folder, SnapshotFile.NameOf("v2"));

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Catalogue.Marked("v1", Items));
        await _service.PublishAsync(Catalogue.Marked("v2", Items));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("shortened")]
    [InlineData("emptied")]
    [InlineData("overwritten")]
    [InlineData("another")]
    [InlineData("deleted")]
    public async Task NothingThatHappensToTheFileChangesAnAnswer(string change)
    {
        await using var api = await ApiProcess.StartAsync(_service);
        await api.Client.EventuallyAsync("/health/live", body => body["snapshotVersion"]?.GetValue<string>() == "v2");
        var expected = await AnswersAsync(api);

        using var done = new CancellationTokenSource();
        var asked = 0;
        var client = Task.Run(
            async () =>
            {
                for (; !done.IsCancellationRequested; Interlocked.Increment(ref asked))
                    (await AnswersAsync(api)).ShouldBe(expected);
            },
            Cancelled);
        Change(change);
        var before = Volatile.Read(ref asked);
        await Eventually.IsAsync(() => Task.FromResult(client.IsCompleted || Volatile.Read(ref asked) > before + 5));
        await done.CancelAsync();
        await client;

        (await AnswersAsync(api)).ShouldBe(expected);
        await api.Client.EventuallyAsync("/health/ready", body => body["degraded"] is null);
        await api.StopAsync();

        // The next process refuses what is there now, and serves what was active before.
        await using var next = await ApiProcess.StartAsync(_service);
        var health = await next.Client.EventuallyAsync(
            "/health/ready", body => body["degraded"]?.GetValue<string>().StartsWith("The active snapshot v2 was refused: ", StringComparison.Ordinal) == true);
        health["snapshotVersion"]!.GetValue<string>().ShouldBe("v1");
        health["lastRefusal"]!["version"]!.GetValue<string>().ShouldBe("v2");
        health.ToString().ShouldNotContain(_service.Folder);
    }

    private void Change(string change)
    {
        switch (change)
        {
            case "deleted":
                File.Delete(Current);
                return;
            case "another":
                // In place, as cp does: the file stays the same one, and sound.
                File.WriteAllBytes(Current, File.ReadAllBytes(Path.Combine(_service.Folder, SnapshotFile.NameOf("v1"))));
                return;
        }

        using var file = new FileStream(Current, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (change == "overwritten")
            file.Write([.. Enumerable.Repeat((byte)0x7F, (int)file.Length)]);
        else
            file.SetLength(change == "shortened" ? 4096 : 0);
    }

    private static async Task<string> AnswersAsync(ApiProcess api)
    {
        var answers = new JsonArray();
        foreach (var path in (string[])["/users/ann/recommendations?n=100", "/users/nobody/recommendations", "/items/v2%2F77/similar", $"/items/v2%2F{Items - 1}/similar"])
        {
            var (status, body) = await api.Client.GetObjectAsync(path);
            status.ShouldBe(HttpStatusCode.OK);
            // Another one each time.
            body.Remove("recommendationId");
            // On a busy machine the database may be found too slow, which is not the file's doing.
            body.Remove("degraded");
            answers.Add(body);
        }

        return answers.ToJsonString();
    }
}
