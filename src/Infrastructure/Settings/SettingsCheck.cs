using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Settings;

/// <summary>
/// Warns at the start of what is given and has no effect. It stops nothing: a setting of the next version must not keep this one from starting
/// after a rollback.
/// </summary>
internal sealed partial class SettingsCheck(IConfiguration configuration, ILogger<SettingsCheck> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var unknown in KnownSettings.UnknownIn(configuration))
            LogUnknown(unknown.Key, unknown.Advice);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "{Setting} has no effect. {Advice}")]
    private partial void LogUnknown(string setting, string advice);
}

/// <summary>Has a host look at its settings.</summary>
public static class SettingsCheckServices
{
    /// <summary>Has what is given and read by nobody stand in the log at the start.</summary>
    public static IServiceCollection AddSettingsCheck(this IServiceCollection services) => services.AddHostedService<SettingsCheck>();
}
