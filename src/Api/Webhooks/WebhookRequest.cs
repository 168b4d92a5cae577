using System.Text.Json.Serialization;
using KDiffE.Domain.Webhooks;

namespace KDiffE.Api.Webhooks;

/// <summary>Asks to be told of events.</summary>
/// <param name="Url">Where they are sent: an <c>https</c> or <c>http</c> address without a name and password.</param>
/// <param name="Events">Which ones; one at least. <c>test</c> is none of them: it comes when it is asked for.</param>
/// <param name="Description">What it is for, in at most 200 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WebhookRequest(string Url, IReadOnlyList<WebhookEvent> Events, string? Description = null);

/// <summary>What a webhook shall be from now on.</summary>
/// <param name="Url">Where events are sent; as it is shown, it stays what it is.</param>
/// <param name="Events">Which ones; one at least.</param>
/// <param name="Description">What it is for, in at most 200 characters.</param>
/// <param name="Enabled">Whether anything is sent; what waits is sent once it is.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WebhookChangeRequest(string Url, IReadOnlyList<WebhookEvent> Events, string? Description = null, bool Enabled = true);
