using System.Text.Json.Serialization;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Keys;

/// <summary>Asks for the first key of a client.</summary>
/// <param name="Client">Who gets it: 1 to 64 letters, digits, '-', '_' and '.'.</param>
/// <param name="Roles">What it may do: <c>read</c>, <c>ingest</c>, <c>train</c>, <c>admin</c>; one at least.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KeyRequest(string Client, IReadOnlyList<Role> Roles, DateTimeOffset? ExpiresAt = null);
