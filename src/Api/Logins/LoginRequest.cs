using System.Text.Json.Serialization;

namespace KDiffE.Api.Logins;

/// <summary>Logs a browser in.</summary>
/// <param name="Key">A key with the role <c>read</c> or <c>admin</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LoginRequest(string Key);
