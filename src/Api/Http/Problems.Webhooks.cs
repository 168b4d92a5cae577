using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

internal static partial class Problems
{
    public static ProblemHttpResult UnknownWebhook(string id) =>
        Create(StatusCodes.Status404NotFound, "unknown-webhook", "The webhook is unknown", $"There is no webhook with the id '{id}'.");

    public static ProblemHttpResult UnknownDelivery(long delivery) =>
        Create(StatusCodes.Status404NotFound, "unknown-delivery", "The delivery is unknown", $"The webhook has no delivery {delivery}.");

    public static ProblemHttpResult WebhookDisabled(string id) =>
        Create(StatusCodes.Status409Conflict, "webhook-disabled", "The webhook is turned off", $"Nothing is sent to webhook '{id}'; turn it on first.");

    public static ProblemHttpResult TooManyWebhooks(string reason) =>
        Create(StatusCodes.Status409Conflict, "too-many-webhooks", "There are too many webhooks", reason);
}
