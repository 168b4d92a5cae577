using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Webhooks;

/// <summary>Registers webhooks in a service container.</summary>
public static class WebhookServices
{
    /// <summary>
    /// For a process that sends what is to be told. Needs the queue; APIs do it, because workers train for hours, and there may be
    /// none.
    /// </summary>
    public static IServiceCollection AddWebhookDelivery(this IServiceCollection services) => services
        .AddSingleton<DeliveryClaims>()
        .AddSingleton<DeliverySender>()
        .AddSingleton<DeliveryTurns>()
        .AddSingleton<DeliveryServer>()
        .AddHostedService<DeliverySweep>();

    /// <summary>Adds the webhooks as clients see them, and what is entered for them.</summary>
    internal static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsRules>();
        return services.AddSingleton<WebhookStore>().AddSingleton<DeliveryLog>().AddSingleton<ServiceNotices>();
    }
}
