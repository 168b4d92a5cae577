using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace KDiffE.Api.Catalogues;

/// <summary>
/// The server of a process with several catalogues: hands each request to the host of the catalogue that it is for, before anything
/// else sees it. What one host knows, be it keys, users or limits, the others never meet.
/// </summary>
/// <param name="listening">Listens for all of them.</param>
/// <param name="hosts">The further catalogues.</param>
internal sealed class CatalogueServer(IServer listening, CatalogueHosts hosts) : IServer
{
    /// <inheritdoc/>
    public IFeatureCollection Features => listening.Features;

    /// <inheritdoc/>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        await listening.StartAsync(new Division(new MountedApplication<TContext>(application), hosts.Routes), cancellationToken);
        // What they may be asked without a key depends on where the process listens.
        await hosts.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await listening.StopAsync(cancellationToken);
        await hosts.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => listening.Dispose();

    private sealed class Division(MountedApplication standard, CatalogueRoutes routes) : IHttpApplication<Division.Turn>
    {
        public Turn CreateContext(IFeatureCollection features)
        {
            var server = routes.Take(features.GetRequiredFeature<IHttpRequestFeature>());
            var application = server is null ? standard : server.Application;
            return new Turn(application, application?.CreateContext(features), features);
        }

        public Task ProcessRequestAsync(Turn context) =>
            context.Application is { } application ? application.ProcessRequestAsync(context.Context!) : NotStartedAsync(context.Features);

        public void DisposeContext(Turn context, Exception? exception) => context.Application?.DisposeContext(context.Context!, exception);

        // Of a catalogue that has not started yet, or has stopped, there is nobody to say more.
        private static Task NotStartedAsync(IFeatureCollection features)
        {
            var response = features.GetRequiredFeature<IHttpResponseFeature>();
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        }

        internal readonly record struct Turn(MountedApplication? Application, object? Context, IFeatureCollection Features);
    }
}
