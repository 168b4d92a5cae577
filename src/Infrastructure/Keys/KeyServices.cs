using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Keys;

/// <summary>Registers the keys in a service container.</summary>
internal static class KeyServices
{
    /// <summary>Adds the keys of the database, and the logins with them.</summary>
    internal static IServiceCollection AddKeys(this IServiceCollection services) => services.AddSingleton<ApiKeyStore>().AddSingleton<LoginStore>();
}
