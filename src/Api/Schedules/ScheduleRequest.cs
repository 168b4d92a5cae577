using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Schedules;

/// <summary>When runs shall be asked for, and what they train.</summary>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week; one of the two day fields is <c>*</c>.</param>
/// <param name="TimeZone">The IANA name of the time zone whose clock they speak of, for example <c>Europe/Berlin</c>; <c>UTC</c> unless given.</param>
/// <param name="Preset">The preset to start from; <c>default</c> unless given, <c>auto</c> to have settings tried first.</param>
/// <param name="Settings">Hyper-parameters on top of it, by name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScheduleRequest(
    string Cron, string? TimeZone = null, string? Preset = null, IReadOnlyDictionary<string, JsonElement>? Settings = null);
