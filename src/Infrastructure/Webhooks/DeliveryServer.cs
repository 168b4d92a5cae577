using Hangfire;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>
/// Works on the queue of deliveries in this process, from the first one on: a service that tells nobody anything has no server for
/// that. It is a light one, which takes no part in Hangfire's schedules: those are the workers'.
/// </summary>
internal sealed class DeliveryServer(JobStorage storage, JobActivator activator)
{
    // Most receivers answer within this; what else is under way when the process is to stop, another one sends.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // They wait for receivers, most of the time: so many that a few of those that hang hold up no other.
    private const int Workers = 8;

    private BackgroundJobServer? _server;

    /// <summary>Works from now on, if it does not yet. Called from one thread at a time.</summary>
    internal void Start() => _server ??= new BackgroundJobServer(
        new BackgroundJobServerOptions
        {
            Queues = [DeliveryJobs.Queue],
            WorkerCount = Workers,
            IsLightweightServer = true,
            Activator = activator,
            StopTimeout = LastWords,
        },
        storage);

    /// <summary>Works on nothing new any more, and waits until what is under way has ended, or was given back.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not { } server)
            return;
        server.SendStop();
        await server.WaitForShutdownAsync(cancellationToken);
        server.Dispose();
    }
}
