using System.Security.Claims;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Access;

/// <summary>Who makes a request.</summary>
internal static class Caller
{
    /// <summary>The name of the authentication by key, and of the identity that comes of it.</summary>
    public const string Scheme = "ApiKey";

    /// <summary>Whoever asks while the API is open.</summary>
    public static CallerPrincipal Anyone { get; } = Of("anyone", id: null, [Role.Admin]);

    /// <summary>Whoever asks where the API would be open, and it is not known yet whether a key was made.</summary>
    public static CallerPrincipal AnyReader { get; } = Of("anyone", id: null, [Role.Read]);

    /// <summary>The id of the key with which a request was made; null without one.</summary>
    public static string? KeyId(HttpContext context) => (context.User as CallerPrincipal)?.KeyId;

    /// <summary>A client with its roles.</summary>
    public static CallerPrincipal Of(string client, string? id, IReadOnlyList<Role> roles)
    {
        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(identity.NameClaimType, client));
        identity.AddClaims(roles.Select(role => new Claim(identity.RoleClaimType, role.ToString())));
        if (id is not null)
            identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, id));
        return new CallerPrincipal(identity, id, [.. roles]);
    }
}

/// <summary>A client that makes requests, and what is asked of each of them, so that nobody has to look among the claims.</summary>
/// <param name="identity">The same as claims.</param>
/// <param name="keyId">The id of its key; null without one.</param>
/// <param name="roles">What it may do.</param>
internal sealed class CallerPrincipal(ClaimsIdentity identity, string? keyId, Role[] roles) : ClaimsPrincipal(identity)
{
    /// <summary>The id of its key; null without one.</summary>
    public string? KeyId => keyId;

    /// <summary>Whether it may use the routes of a role.</summary>
    public bool May(Role role) => Array.IndexOf(roles, role) >= 0 || Array.IndexOf(roles, Role.Admin) >= 0;
}
