using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Audit;

/// <summary>Registers the audit log in a service container.</summary>
internal static class AuditServices
{
    /// <summary>Adds the log. Whoever acts for others than the account of the process adds an <see cref="IActorSource"/> of its own after it.</summary>
    internal static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsRules>();
        return services.AddSingleton<IActorSource, ProcessActor>().AddSingleton<AuditLog>();
    }
}
