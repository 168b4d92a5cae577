using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Feedback;

/// <summary>Registers feedback in a service container.</summary>
internal static class FeedbackServices
{
    /// <summary>Adds what keeps feedback and what counts it.</summary>
    internal static IServiceCollection AddFeedback(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FeedbackOptions>().Bind(configuration.GetSection(FeedbackOptions.Section))
            .Validate(
                options => options.Keep >= TimeSpan.FromDays(1) && options.Keep <= TimeSpan.FromDays(36_500),
                $"{FeedbackOptions.Section}:{nameof(FeedbackOptions.Keep)} must be from 1 to 36500 days.")
            .ValidateOnStart();
        return services.AddSingleton<FeedbackStore>().AddSingleton<OnlineMetrics>();
    }
}
