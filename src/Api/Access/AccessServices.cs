using KDiffE.Api.Http;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Authorization;

namespace KDiffE.Api.Access;

/// <summary>Who may: keys, the roles that routes ask for, and what is refused because nobody said who may.</summary>
internal static class AccessServices
{
    /// <summary>Adds the keys, a policy for each role, and who asks for what is done.</summary>
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyRing>().AddHostedService(services => services.GetRequiredService<KeyRing>());
        builder.Services.AddSingleton<OpenAccess>().AddHostedService(services => services.GetRequiredService<OpenAccess>());
        builder.Services.AddSingleton<LiveLogins>().AddSingleton<Recognition>().AddSingleton<StreamAccess>();
        builder.Services.AddSingleton<RequestActor>().AddSingleton<IActorSource>(services => services.GetRequiredService<RequestActor>());
        // Not AddAuthentication, which adds what protects cookies, and with it files of keys in the home of the account.
        builder.Services.AddWebEncoders();
        builder.Services.AddTransient<KeyAuthentication>();
        builder.Services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = Caller.Scheme;
            options.AddScheme<KeyAuthentication>(Caller.Scheme, displayName: null);
        });
        var policies = builder.Services.AddAuthorizationBuilder();
        foreach (var role in Enum.GetValues<Role>())
            policies.AddPolicy(Roles.Policy(role), policy => policy.RequireAuthenticatedUser().RequireRole(role.ToString(), Role.Admin.ToString()));
        policies.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsNoRoute).Build());
    }

    /// <summary>Refuses whoever may not. Comes after the route is chosen.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<RequestActor>().NoteAsync);
        app.UseAuthentication();
        app.UseAuthorization();
    }

    // A path or a method that does not exist says so; a route of which nobody said who may use it is used by nobody.
    private static bool IsNoRoute(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;
}
