namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>Clients that write, delete, hide and read until they are disposed of, and send again what got no answer.</summary>
internal sealed class Workload : IAsyncDisposable
{
    private const int Users = 4;
    private const int Items = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(300);

    private readonly History _history;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _clients;

    private Workload(IReadOnlyList<HttpClient> apis, int clients, History history)
    {
        _history = history;
        _clients = Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(
            () => WorkAsync(new RecordingClient($"client {client}", apis[client % apis.Count], history), new Random(client)))));
    }

    /// <summary>Starts some clients, spread over APIs which need no key.</summary>
    public static Workload Start(IReadOnlyList<HttpClient> apis, History history, int clients = 4) => new(apis, clients, history);

    /// <summary>Waits until as many further writes were acknowledged.</summary>
    public async Task AcknowledgesAsync(int more, Func<string>? describe = null)
    {
        var before = _history.Count(Outcome.Ok);
        await TestKit.Eventually.IsAsync(() => Task.FromResult(_history.Count(Outcome.Ok) >= before + more || _clients.IsFaulted), describe);
    }

    /// <summary>Lets what is under way come to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _clients;
        _over.Dispose();
    }

    private async Task WorkAsync(RecordingClient client, Random random)
    {
        while (!_over.IsCancellationRequested)
        {
            var (user, item, at, value) = ($"writer-{random.Next(Users)}", $"thing-{random.Next(Items)}", 1_700_000_000L + random.Next(3), _history.NextValue());
            Task<Told> ActAsync(int choice) => choice switch
            {
                < 10 => client.PutAsync(user, item, at, value),
                < 13 => client.DeleteAsync(user, item, at),
                < 15 => client.HideAsync(item, hidden: value[^1] % 2 == 0),
                _ => client.ReadAsync(user),
            };

            var choice = random.Next(20);
            var told = await ActAsync(choice);
            if (told.Outcome == Outcome.Unknown)
            {
                await Task.Delay(Breath);
                await ActAsync(choice);
            }

            await Task.Delay(Pause);
        }
    }
}
