using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Feedback;

/// <summary>Registers feedback in a service container.</summary>
internal static class FeedbackServices
{
    /// <summary>Adds what keeps feedback and what counts it.</summary>
    internal static IServiceCollection AddFeedback(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FeedbackOptions>().Bind(configuration.GetSection(FeedbackOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FeedbackOptions>, FeedbackOptionsRules>();
        return services.AddSingleton<FeedbackStore>().AddSingleton<OnlineMetrics>();
    }
}
