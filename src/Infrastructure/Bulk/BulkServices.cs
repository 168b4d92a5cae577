using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>Registers bulk writes in a service container.</summary>
internal static class BulkServices
{
    internal static IServiceCollection AddBulk(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BulkOptions>().Bind(configuration.GetSection(BulkOptions.Section))
            .Validate(o => o.TimeLimit > TimeSpan.Zero && o.TimeLimit <= TimeSpan.FromDays(1), "Bulk:TimeLimit must be above 0 and at most a day.")
            .Validate(o => o.MaxBytes > 0, "Bulk:MaxBytes must be above 0.")
            .Validate(o => o.MaxConcurrent > 0, "Bulk:MaxConcurrent must be above 0.")
            .ValidateOnStart();
        return services.AddSingleton<BulkWriter>().AddSingleton<BulkReader>();
    }
}
