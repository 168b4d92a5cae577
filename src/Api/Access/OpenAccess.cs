using KDiffE.Infrastructure.Catalogues;
using KDiffE.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace KDiffE.Api.Access;

/// <summary>
/// Decides whether requests need a key. They do not where nobody else could make one: in the environment Development, while
/// the process listens on loopback addresses alone, until the first key is made. Elsewhere a process does not start without a
/// key of its default catalogue, and a further one answers nobody without a key of its own. The addresses are those on which it listens in the end, whichever setting they come from, and not those of clients,
/// which behind a proxy are all the same.
/// </summary>
internal sealed partial class OpenAccess(
    KeyRing ring, IHostEnvironment environment, IServer server, IHostApplicationLifetime lifetime, IConfiguration configuration, ILogger<OpenAccess> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<bool> _mayBeOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How requests without a key are to be taken now. Waits for the first look at the database.</summary>
    public async Task<Openness> GetAsync(CancellationToken cancellationToken)
    {
        if (!await _mayBeOpen.Task.WaitAsync(cancellationToken))
            return Openness.Closed;
        await ring.FirstLook.WaitAsync(cancellationToken);
        return ByKeys;
    }

    /// <summary>The same where it is known without waiting; null where it is not.</summary>
    public Openness? Known => _mayBeOpen.Task switch
    {
        { IsCompletedSuccessfully: true, Result: false } => Openness.Closed,
        { IsCompletedSuccessfully: true } when ring.FirstLook.IsCompleted => ByKeys,
        _ => null,
    };

    // Of several catalogues, none keeps the others from being served.
    private bool IsFurther => !string.IsNullOrEmpty(configuration[CatalogueSettings.ChosenKey]);

    private Openness ByKeys => ring.AnyMade switch
    {
        true => Openness.Closed,
        false => Openness.Open,
        null => Openness.Unknown,
    };

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var exposed = addresses.FirstOrDefault(address => !Origin.IsLoopback(address));
        var why = !environment.IsDevelopment() ? $"the environment is {environment.EnvironmentName}"
            : exposed is not null ? $"it listens on {exposed}"
            : null;
        _mayBeOpen.SetResult(why is null);
        // Others are served meanwhile.
        if (IsFurther)
        {
            _ = Task.Run(() => DecideLaterAsync(why), CancellationToken.None);
            return;
        }

        // A process may be told to stop before it has looked.
        await ring.FirstLook.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        if (ring.AnyMade is null)
        {
            LogUnknown();
            _ = Task.Run(() => DecideLaterAsync(why), CancellationToken.None);
        }
        else
        {
            Decide(why);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task DecideLaterAsync(string? why)
    {
        var stop = lifetime.ApplicationStopping;
        while (ring.AnyMade is null && !stop.IsCancellationRequested)
            await Task.Delay(LookEvery, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested)
            Decide(why);
    }

    private void Decide(string? why)
    {
        if (ring.AnyMade == true)
            return;
        if (why is null)
        {
            LogOpen();
            return;
        }

        if (IsFurther)
        {
            LogClosed(configuration[CatalogueSettings.ChosenKey]!, why);
            return;
        }

        LogRefused(why, Database.ConnectionVariable);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Warning, "No key was made yet: whoever can reach this machine's loopback address may do everything. ./kdiffe keys create makes one, and closes the API.")]
    private partial void LogOpen();

    [LoggerMessage(LogLevel.Warning, "The database does not answer, so it is not known which keys there are: until it does, requests that need one are refused.")]
    private partial void LogUnknown();

    [LoggerMessage(LogLevel.Critical, "Catalogue {Catalogue} answers nobody before it has a key, because {Why}: make one with 'Catalogue={Catalogue} ./kdiffe keys create NAME --role admin'.")]
    private partial void LogClosed(string catalogue, string why);

    [LoggerMessage(LogLevel.Critical, "The API does not start without a key where {Why}: make one with './kdiffe keys create NAME --role admin' on the database of {Variable}, or set ASPNETCORE_ENVIRONMENT=Development and listen on localhost alone.")]
    private partial void LogRefused(string why, string variable);
}
