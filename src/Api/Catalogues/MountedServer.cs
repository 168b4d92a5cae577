using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace KDiffE.Api.Catalogues;

/// <summary>What a further catalogue has in place of a server: it listens nowhere, and is handed its requests.</summary>
/// <param name="path">What the paths of its requests begin with.</param>
/// <param name="features">Those of the server that listens, of which its addresses are asked for.</param>
internal sealed class MountedServer(string path, IFeatureCollection features) : IServer
{
    private volatile MountedApplication? _application;

    /// <inheritdoc/>
    public IFeatureCollection Features => features;

    /// <summary>What the paths of its requests begin with.</summary>
    public string Path => path;

    /// <summary>What answers; null until it has started, and once it has stopped.</summary>
    public MountedApplication? Application => _application;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _application = new MountedApplication<TContext>(application);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _application = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
