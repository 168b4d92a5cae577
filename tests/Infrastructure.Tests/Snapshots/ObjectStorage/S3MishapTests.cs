using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.TestKit.ObjectStorage;
using Microsoft.AspNetCore.Http;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>A real server, a machine whose requests to it can be made to go wrong, and as many others as a test wants.</summary>
public abstract class S3MishapTests : IClassFixture<SwiftServer>, IAsyncLifetime
{
    /// <summary>12 MB: three parts of 5 MiB.</summary>
    internal const int ManyItems = 45_000;

    private readonly string _prefix = $"{Guid.NewGuid():N}";
    private readonly List<S3Machine> _machines = [];

    protected S3MishapTests(SwiftServer server)
    {
        Assert.SkipWhen(SwiftServer.WhyNot is not null, SwiftServer.WhyNot ?? "");
        Server = server;
    }

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected SwiftServer Server { get; }

    protected FaultyRelay Relay { get; private set; } = null!;

    /// <summary>What the keys of this test begin with.</summary>
    protected string Prefix => _prefix;

    /// <summary>The machine whose requests go through <see cref="Relay"/>.</summary>
    private protected S3Machine Hindered { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Relay = await FaultyRelay.StartAsync(Server.Url);
        Hindered = Machine(Relay.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _machines.ForEach(machine => machine.Dispose());
        await Relay.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether a request sends some of a snapshot.</summary>
    protected static bool IsUpload(HttpRequest request) => request.Method is "PUT" or "POST" && IsOfSnapshot(request);

    /// <summary>Whether a request reads a snapshot.</summary>
    protected static bool IsDownload(HttpRequest request) => request.Method == "GET" && IsOfSnapshot(request);

    /// <summary>Another machine; by default nothing stands between it and the server.</summary>
    private protected S3Machine Machine(Uri? url = null, TransferLimits? limits = null)
    {
        var machine = new S3Machine(url ?? Server.Url, _prefix, limits);
        _machines.Add(machine);
        return machine;
    }

    private static bool IsOfSnapshot(HttpRequest request) => request.Path.Value!.EndsWith(".safetensors", StringComparison.Ordinal);
}
