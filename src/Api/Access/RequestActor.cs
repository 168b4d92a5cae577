using KDiffE.Infrastructure.Audit;

namespace KDiffE.Api.Access;

/// <summary>Whoever makes the request at hand; outside of one, the process itself.</summary>
internal sealed class RequestActor(IHttpContextAccessor accessor) : IActorSource
{
    private readonly ProcessActor _process = new();

    /// <inheritdoc/>
    public Actor Current => accessor.HttpContext is { } context ? Of(context) : _process.Current;

    private static Actor Of(HttpContext context)
    {
        var key = Caller.KeyId(context);
        var address = context.Connection.RemoteIpAddress;
        // A socket of both families writes an address of the older one as one of the newer.
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return new Actor(key is null ? Actor.Anonymous : context.User.Identity!.Name!, key, plain?.ToString());
    }
}
