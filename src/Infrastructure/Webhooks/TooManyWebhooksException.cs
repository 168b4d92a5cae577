namespace KDiffE.Infrastructure.Webhooks;

/// <summary>There are as many webhooks as there may be.</summary>
public sealed class TooManyWebhooksException() : Exception($"There are {WebhookStore.Max} webhooks, and no more may be; delete some.");
