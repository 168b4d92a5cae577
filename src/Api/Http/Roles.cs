using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Http;

/// <summary>
/// Who may use a route, said once on its group. A route of which nothing is said lets nobody in; <c>AllowAnonymous</c> lets
/// in everybody.
/// </summary>
internal static class Roles
{
    /// <summary>The routes need a key with this role.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, Role role) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireRole(toRead: role, toChange: role);

    /// <summary>The routes that answer <c>GET</c> need one role, all others need another.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, Role toRead, Role toChange) where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            // What a route says of itself is said after what its group says, and in its place.
            foreach (var earlier in endpoint.Metadata.OfType<RoleRequirement>().ToList())
                endpoint.Metadata.Remove(earlier);
            var reads = endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods.Contains(HttpMethods.Get) == true;
            endpoint.Metadata.Add(new RoleRequirement(reads ? toRead : toChange));
            foreach (var status in (int[])[StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests])
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
        });
        return builder;
    }

    /// <summary>The name of the policy that asks for a role.</summary>
    public static string Policy(Role role) => role.ToString();
}

/// <summary>The role that a route needs.</summary>
/// <param name="role">The role; <see cref="Role.Admin"/> will always do.</param>
internal sealed class RoleRequirement(Role role) : IAuthorizeData
{
    /// <summary>The role.</summary>
    public Role Role => role;

    /// <inheritdoc/>
    public string? Policy { get; set; } = Roles.Policy(role);

    /// <inheritdoc/>
    string? IAuthorizeData.Roles { get; set; }

    /// <inheritdoc/>
    public string? AuthenticationSchemes { get; set; }
}
