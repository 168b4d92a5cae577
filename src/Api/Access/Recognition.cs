using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Access;

/// <summary>Tells who makes a request by its key, or by the login of a browser.</summary>
internal sealed class Recognition(KeyRing ring, LiveLogins logins, OpenAccess access)
{
    /// <summary>Why a key is refused; the same whatever is wrong with it.</summary>
    public const string BadKey = "The key is not one that is accepted: it is not complete, unknown, expired or revoked.";

    private const string NoKey = "Send one as 'Authorization: Bearer …' or 'X-Api-Key: …'.";
    private const string LoginOver = "The login is over: it was ended, is older than 12 hours, or its key is no longer accepted. Log in again.";
    private const string NotLocal = "Until there is a key, only what is asked on this machine, of localhost and by no proxy, is answered.";

    private static Recognised Somebody { get; } = new(Caller.Anyone, Key: null, IsCertain: true, NoKey);

    private static Recognised SomeReader { get; } = new(Caller.AnyReader, Key: null, IsCertain: false, NoKey);

    /// <summary>Who makes a request that needs a role, by what is accepted now.</summary>
    public async Task<Recognised> OfAsync(HttpContext context, Role? needed, CancellationToken cancellationToken)
    {
        var openness = await access.GetAsync(cancellationToken);
        if (openness == Openness.Unknown && needed != Role.Read)
        {
            await ring.LookAsync(cancellationToken);
            openness = await access.GetAsync(cancellationToken);
        }

        if (openness != Openness.Closed && Origin.IsLocal(context))
            return openness == Openness.Unknown ? SomeReader : Somebody;
        if (Credentials.Find(context.Request) is { } presented)
            return Of(await ring.CheckAsync(presented, cancellationToken), BadKey);
        return LoginCookie.Find(context.Request) is { } text
            ? Of(await logins.FindAsync(text, cancellationToken), LoginOver)
            : new Recognised(Principal: null, Key: null, IsCertain: true, openness == Openness.Closed ? NoKey : NotLocal);
    }

    /// <summary>
    /// Lets in whoever may use the routes of a role, where that is known without waiting; nobody is refused, and for whoever is
    /// not let in nothing has happened.
    /// </summary>
    /// <returns>Whether the request is somebody's who may.</returns>
    public bool TryAdmit(HttpContext context, Role role)
    {
        if (access.Known is not { } openness || Known(context, openness) is not { Principal: { } principal } recognised || !principal.May(role))
            return false;
        context.User = principal;
        Note(context, recognised);
        return true;
    }

    /// <summary>Notes that a key is used, for who looks after keys and for the log.</summary>
    public void Note(HttpContext context, Recognised recognised)
    {
        if (recognised.Key is not { } key)
            return;
        ring.NoteUse(key);
        context.Features.Set(key.Logged);
    }

    // Who is recognised by what is in memory; null where somebody may be who is not.
    private Recognised? Known(HttpContext context, Openness openness)
    {
        if (openness != Openness.Closed && Origin.IsLocal(context))
            return openness == Openness.Unknown ? SomeReader : Somebody;
        return Credentials.Find(context.Request) is { } presented && ring.CheckKnown(presented) is { } key ? Of((key, Certain: true), BadKey) : null;
    }

    private static Recognised Of((RingKey? Key, bool Certain) found, string otherwise) => new(found.Key?.Principal, found.Key, found.Certain, otherwise);
}

/// <summary>Who makes a request.</summary>
/// <param name="Principal">Who; null for nobody who may do anything.</param>
/// <param name="Key">By which key, its own or that of its login; null where none is needed, or accepted.</param>
/// <param name="IsCertain">Whether more cannot be accepted once the database is back.</param>
/// <param name="Otherwise">What to do about it where that is not enough, in a sentence.</param>
internal sealed record Recognised(CallerPrincipal? Principal, RingKey? Key, bool IsCertain, string Otherwise);
