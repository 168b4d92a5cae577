using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Events;

/// <summary>Registers what events mean in a service container.</summary>
public static class EventServices
{
    /// <summary>Adds <see cref="PositivesOptions"/>, read from the configuration and checked before anything is changed.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddOptions<PositivesOptions>().ValidateOnStart();
        return services.AddSingleton<IConfigureOptions<PositivesOptions>, PositivesOptions>()
            .AddSingleton<IValidateOptions<PositivesOptions>, PositivesOptions>();
    }
}
