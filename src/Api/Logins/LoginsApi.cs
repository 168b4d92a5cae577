using KDiffE.Api.Access;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Logins;

/// <summary>Logging a browser in with a key, and out again. The browser keeps a cookie that stands for the key and does not hold it.</summary>
internal static class LoginsApi
{
    public static void MapLogins(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").WithTags("Logins");
        api.MapGet("/login", GetLogin)
            .RequireRole(Role.Read)
            .WithName("GetLogin")
            .WithSummary("Who asks, and what they may do");
        // What is asked to find out what is wrong with the database does not need it.
        var changes = api.MapGroup("").AllowAnonymous().RequireDatabase();
        changes.MapPost("/login", LogInAsync)
            .LimitBody()
            .WithName("LogIn")
            .WithSummary("Have a browser ask with a key")
            .WithDescription("The answer sets a cookie. It ends after 12 hours, with its key, or when it is logged out. With it, requests that change something need the header `X-Requested-With`.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        changes.MapPost("/logout", LogOutAsync)
            .WithName("LogOut")
            .WithSummary("Have a browser no longer ask with a key")
            .WithDescription("The request has the cookie, and the header `X-Requested-With`.");
    }

    internal static Ok<LoginResponse> GetLogin(HttpContext http) => TypedResults.Ok(LoginResponse.Of(http.User));

    internal static async Task<Results<Ok<LoginResponse>, ProblemHttpResult>> LogInAsync(
        [FromBody] LoginRequest request, HttpContext http, KeyRing ring, LoginStore logins, CancellationToken cancellationToken)
    {
        var (key, certain) = await ring.CheckAsync(request.Key.Trim(), cancellationToken);
        if (key is null)
            return certain ? Problems.Unauthenticated(Recognition.BadKey) : Problems.KeysUnavailable(http);
        // Every view of the dashboard reads.
        if (!key.Key.Roles.Any(role => role is Role.Read or Role.Admin))
            return Problems.Forbidden(Role.Read);
        var (text, login) = await logins.BeginAsync(key.Key.Id, cancellationToken);
        LoginCookie.Set(http, text, login.ExpiresAt);
        return TypedResults.Ok(LoginResponse.Of(key.Principal));
    }

    internal static async Task<NoContent> LogOutAsync(HttpContext http, LoginStore logins, CancellationToken cancellationToken)
    {
        if (LoginCookie.Find(http.Request) is { } text)
        {
            await logins.EndAsync(text, cancellationToken);
            LoginCookie.Clear(http);
        }

        return TypedResults.NoContent();
    }
}
