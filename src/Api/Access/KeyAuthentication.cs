using System.Text.Encodings.Web;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Access;

/// <summary>Has ASP.NET know who makes a request, and answers whoever may not.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    Recognition recognition) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private Recognised? _recognised;

    private Role? Needed => Context.GetEndpoint()?.Metadata.GetMetadata<RoleRequirement>()?.Role;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Probes must not wait for anything.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return AuthenticateResult.NoResult();
        _recognised = await recognition.OfAsync(Context, Needed, Context.RequestAborted);
        recognition.Note(Context, _recognised);
        return _recognised.Principal is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name))
            : AuthenticateResult.NoResult();
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_recognised is { IsCertain: false })
            return Problems.KeysUnavailable(Context).ExecuteAsync(Context);
        Response.Headers.WWWAuthenticate = BrowserPages.IsForPage(Context) ? "Basic realm=\"KDiffE, a key as password\", charset=\"UTF-8\"" : "Bearer";
        return Problems.Unauthenticated(_recognised!.Otherwise).ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        (_recognised is { IsCertain: false } ? Problems.KeysUnavailable(Context) : Problems.Forbidden(Needed)).ExecuteAsync(Context);
}
