using KDiffE.Infrastructure.Catalogues;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Catalogues;

/// <summary>Registers several catalogues in one process.</summary>
internal static class CatalogueServices
{
    /// <summary>Adds the further catalogues of the configuration, where it has some, and what they share with the default one.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="build">Puts the host of one together.</param>
    /// <exception cref="InvalidOperationException">They are not set up as they must be; the message names the setting.</exception>
    public static void AddCatalogues(this WebApplicationBuilder builder, Func<CatalogueMount, WebApplication> build)
    {
        SharedParts.Add(builder.Services);
        var names = CatalogueSettings.NamesIn(builder.Configuration);
        if (names.Count == 0)
            return;
        var listening = builder.Services.Last(service => service.ServiceType == typeof(IServer));
        builder.Services.Remove(listening);
        builder.Services.AddSingleton(listening.ImplementationType!);
        builder.Services.AddSingleton(provider => new CatalogueHosts(
            names,
            (name, server) => build(new CatalogueMount(name, server, provider.GetRequiredService<SharedParts>())),
            Listening(provider),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<CatalogueHosts>>()));
        builder.Services.AddSingleton<IServer>(provider => new CatalogueServer(Listening(provider), provider.GetRequiredService<CatalogueHosts>()));

        IServer Listening(IServiceProvider provider) => (IServer)provider.GetRequiredService(listening.ImplementationType!);
    }

    /// <summary>Has a host be that of a further catalogue.</summary>
    public static void Mount(this WebApplicationBuilder builder, CatalogueMount mount)
    {
        builder.Services.AddSingleton<IServer>(mount.Server);
        // The process has a lifetime already, which hears its signals.
        builder.Services.AddSingleton<IHostLifetime, MountedLifetime>();
        mount.Shared.AddTo(builder.Services);
    }

    /// <summary>Has answers name their places as clients reach them: below the path of the catalogue.</summary>
    public static void UseMountedPlaces(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(
            static state =>
            {
                var (headers, path) = (((HttpContext)state).Response.Headers, ((HttpContext)state).Request.PathBase);
                if (headers.Location is [['/', ..] place] && !new PathString(place).StartsWithSegments(path, StringComparison.Ordinal))
                    headers[HeaderNames.Location] = path + place;
                return Task.CompletedTask;
            },
            context);
        return next(context);
    });

    private sealed class MountedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Where a further catalogue is to be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Server">What it is handed its requests by.</param>
/// <param name="Shared">What it shares with the others.</param>
internal sealed record CatalogueMount(string Name, MountedServer Server, SharedParts Shared);
