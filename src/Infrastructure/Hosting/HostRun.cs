using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KDiffE.Infrastructure.Hosting;

/// <summary>Runs a host from its start to its end.</summary>
public static class HostRun
{
    /// <summary>
    /// Runs until the process is told to stop, and disposes the host. Other than with <c>RunAsync</c>, what has started by then is
    /// stopped before what it uses is disposed also when the start fails, and a stop while it starts is no failure.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Tells it to stop, as the signals do.</param>
    public static async Task RunToTheEndAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            try
            {
                await host.StartAsync(cancellationToken);
            }
            catch (Exception error)
            {
                // Before the stop below, which looks the same.
                var told = error is OperationCanceledException && (stopping.IsCancellationRequested || cancellationToken.IsCancellationRequested);
                await host.StopAsync(CancellationToken.None);
                if (told)
                    return;
                throw;
            }

            await host.WaitForShutdownAsync(cancellationToken);
        }
        finally
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
