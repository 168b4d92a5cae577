using System.Security.Claims;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Logins;

/// <summary>Who asks.</summary>
/// <param name="Client">Whose key it is; <c>anyone</c> where the service runs open.</param>
/// <param name="Roles">What the key may do.</param>
/// <param name="Open">Whether the service runs open, so that nobody needs to log in.</param>
public sealed record LoginResponse(string Client, IReadOnlyList<Role> Roles, bool Open)
{
    internal static LoginResponse Of(ClaimsPrincipal caller) => new(
        caller.Identity?.Name ?? "",
        [.. caller.FindAll(ClaimTypes.Role).Select(role => Enum.Parse<Role>(role.Value)).Order()],
        caller.FindFirst(ClaimTypes.NameIdentifier) is null);
}
