using System.Collections.Frozen;
using KDiffE.Api.Serving;
using KDiffE.Infrastructure.Catalogues;
using KDiffE.Infrastructure.Hosting;
using Microsoft.AspNetCore.Hosting.Server;

namespace KDiffE.Api.Catalogues;

/// <summary>
/// The hosts of the catalogues that a process serves besides its default one: each is a whole API of its own, with its own
/// database, snapshots, keys, limits and metrics, that shares the process and where it listens. They start and stop with the
/// process, and the process stops when one of them does.
/// </summary>
internal sealed partial class CatalogueHosts : IAsyncDisposable
{
    private readonly FrozenDictionary<string, WebApplication> _hosts;
    private readonly IHostApplicationLifetime _process;
    private readonly ILogger<CatalogueHosts> _logger;

    /// <param name="catalogues">Their names.</param>
    /// <param name="build">Puts the host of a catalogue together, over the server that is handed its requests.</param>
    /// <param name="listening">The server that listens for all.</param>
    /// <param name="process">The process.</param>
    /// <param name="logger">Its log.</param>
    /// <exception cref="InvalidOperationException">A setting of a catalogue is wrong; the message names both.</exception>
    public CatalogueHosts(
        IReadOnlyList<string> catalogues, Func<string, MountedServer, WebApplication> build, IServer listening, IHostApplicationLifetime process,
        ILogger<CatalogueHosts> logger)
    {
        (_process, _logger) = (process, logger);
        var servers = catalogues.ToFrozenDictionary(name => name, name => new MountedServer(CatalogueRoutes.PathOf(name), listening.Features), StringComparer.Ordinal);
        _hosts = catalogues.ToFrozenDictionary(name => name, name => Named(name, () => build(name, servers[name])), StringComparer.Ordinal);
        Routes = new CatalogueRoutes(servers);
    }

    /// <summary>Which requests are for which of them.</summary>
    public CatalogueRoutes Routes { get; }

    /// <summary>The catalogues that have not found out yet what they are to serve.</summary>
    public IReadOnlyList<string> Waiting => [.. _hosts.Where(host => !Knows(host.Value)).Select(host => host.Key).Order(StringComparer.Ordinal)];

    /// <summary>Starts them.</summary>
    /// <exception cref="InvalidOperationException">One cannot start; the message names it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _process.ApplicationStopping.Register(StopWaiting);
        return Task.WhenAll(_hosts.Select(host => StartAsync(host.Key, host.Value, cancellationToken)));
    }

    /// <summary>Stops them; nobody asks them any more.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_hosts.Values.Select(host => host.StopAsync(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
            await host.DisposeAsync();
    }

    private static bool Knows(WebApplication host)
    {
        var snapshots = host.Services.GetRequiredService<SnapshotHolder>();
        return snapshots.Version is not null || snapshots.IsAway || snapshots.Trouble is not null || snapshots.LastRefusal is not null;
    }

    private static T Named<T>(string catalogue, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            throw Named(catalogue, error);
        }
    }

    private static InvalidOperationException Named(string catalogue, Exception error) => new($"{CatalogueSettings.Section}:{catalogue}: {error.Message}", error);

    private async Task StartAsync(string catalogue, WebApplication host, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (Exception error) when (Failure.IsExpected(error) && error is not OperationCanceledException)
        {
            throw Named(catalogue, error);
        }

        LogStarted(catalogue, CatalogueRoutes.PathOf(catalogue));
        // It has said why. Elsewhere: each lifetime calls whoever hears of it in a lock of its own.
        host.Lifetime.ApplicationStopping.Register(() => ThreadPool.QueueUserWorkItem(_ => _process.StopApplication()));
    }

    // Streams of events end when their host is told to stop; the server waits for them.
    private void StopWaiting()
    {
        foreach (var host in _hosts.Values)
            host.Lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Information, "Catalogue {Catalogue} is at {Path}")]
    private partial void LogStarted(string catalogue, string path);
}
