using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Schedules;

/// <summary>When runs shall be asked for, and what they train.</summary>
/// <param name="Cron">Five fields in UTC: minute, hour, day of month, month, day of week.</param>
/// <param name="Preset">The preset to start from; <c>default</c> unless given.</param>
/// <param name="Settings">Hyper-parameters on top of it, by name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScheduleRequest(string Cron, string? Preset = null, IReadOnlyDictionary<string, JsonElement>? Settings = null);
