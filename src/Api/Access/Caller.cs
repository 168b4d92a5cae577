using System.Security.Claims;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Access;

/// <summary>Who makes a request.</summary>
internal static class Caller
{
    /// <summary>The name of the authentication by key, and of the identity that comes of it.</summary>
    public const string Scheme = "ApiKey";

    /// <summary>Whoever asks while the API is open.</summary>
    public static ClaimsPrincipal Anyone { get; } = Of("anyone", id: null, [Role.Admin]);

    /// <summary>Whoever asks where the API would be open, and it is not known yet whether a key was made.</summary>
    public static ClaimsPrincipal AnyReader { get; } = Of("anyone", id: null, [Role.Read]);

    /// <summary>The id of the key with which a request was made; null without one.</summary>
    public static string? KeyId(HttpContext context) => context.User.FindFirst(ClaimTypes.NameIdentifier)?.Value;

    /// <summary>A client with its roles.</summary>
    public static ClaimsPrincipal Of(string client, string? id, IEnumerable<Role> roles)
    {
        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(identity.NameClaimType, client));
        identity.AddClaims(roles.Select(role => new Claim(identity.RoleClaimType, role.ToString())));
        if (id is not null)
            identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, id));
        return new ClaimsPrincipal(identity);
    }
}
