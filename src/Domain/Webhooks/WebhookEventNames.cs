using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace KDiffE.Domain.Webhooks;

/// <summary>Events as receivers read them: <c>run.failed</c>.</summary>
public static class WebhookEventNames
{
    private static readonly FrozenDictionary<WebhookEvent, string> Names = Enum.GetValues<WebhookEvent>().ToFrozenDictionary(
        value => value, value => typeof(WebhookEvent).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name!);

    private static readonly FrozenDictionary<string, WebhookEvent> Events = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The name of an event.</summary>
    public static string Of(WebhookEvent happened) => Names[happened];

    /// <summary>The event of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static WebhookEvent Parse(string name) => Events[name];
}
