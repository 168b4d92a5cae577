using System.Security.Claims;
using System.Text.Encodings.Web;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Serilog;

namespace KDiffE.Api.Access;

/// <summary>Tells who makes a request by its key, or by the login of a browser.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    KeyRing ring, LiveLogins logins, OpenAccess access, IDiagnosticContext line) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Why a key is refused; the same whatever is wrong with it.</summary>
    public const string BadKey = "The key is not one that is accepted: it is not complete, unknown, expired or revoked.";

    private const string NoKey = "Send one as 'Authorization: Bearer …' or 'X-Api-Key: …'.";

    private const string LoginOver = "The login is over: it was ended, is older than 12 hours, or its key is no longer accepted. Log in again.";
    private const string NotLocal = "Until there is a key, only what is asked on this machine, of localhost and by no proxy, is answered.";

    private bool _uncertain;
    private string _reason = NoKey;

    private Role? Needed => Context.GetEndpoint()?.Metadata.GetMetadata<RoleRequirement>()?.Role;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Probes must not wait for anything.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return AuthenticateResult.NoResult();
        var openness = await access.GetAsync(Context.RequestAborted);
        if (openness == Openness.Unknown && Needed != Role.Read)
        {
            await ring.LookAsync(Context.RequestAborted);
            openness = await access.GetAsync(Context.RequestAborted);
        }

        if (openness != Openness.Closed && Origin.IsLocal(Context))
        {
            _uncertain = openness == Openness.Unknown;
            return Success(_uncertain ? Caller.AnyReader : Caller.Anyone);
        }

        _reason = openness == Openness.Closed ? NoKey : NotLocal;
        if (Credentials.Find(Request) is { } presented)
            return Accept(await ring.CheckAsync(presented, Context.RequestAborted), BadKey);
        return LoginCookie.Find(Request) is { } text
            ? Accept(await logins.FindAsync(text, Context.RequestAborted), LoginOver)
            : AuthenticateResult.NoResult();
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_uncertain)
            return Problems.KeysUnavailable(Context).ExecuteAsync(Context);
        Response.Headers.WWWAuthenticate = BrowserPages.IsForPage(Context) ? "Basic realm=\"KDiffE, a key as password\", charset=\"UTF-8\"" : "Bearer";
        return Problems.Unauthenticated(_reason).ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        (_uncertain ? Problems.KeysUnavailable(Context) : Problems.Forbidden(Needed)).ExecuteAsync(Context);

    private AuthenticateResult Accept((RingKey? Key, bool Certain) found, string otherwise)
    {
        _reason = otherwise;
        _uncertain = !found.Certain;
        if (found.Key is not { } key)
            return AuthenticateResult.NoResult();
        ring.NoteUse(key);
        // Its name is no secret, and tells in the log who asked.
        line.Set("Client", key.Key.Client);
        line.Set("KeyId", key.Key.Id);
        return Success(key.Principal);
    }

    private AuthenticateResult Success(ClaimsPrincipal principal) =>
        AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
}
