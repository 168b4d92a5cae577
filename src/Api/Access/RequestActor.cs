using KDiffE.Infrastructure.Audit;

namespace KDiffE.Api.Access;

/// <summary>Whoever makes the request at hand; outside of one, the process itself.</summary>
internal sealed class RequestActor : IActorSource
{
    private readonly AsyncLocal<Asked?> _asked = new();
    private readonly ProcessActor _process = new();

    /// <inheritdoc/>
    public Actor Current => _asked.Value?.Context is { } context ? Of(context) : _process.Current;

    /// <summary>
    /// Has what follows know the request. ASP.NET's accessor would do so, too, and have objects made anew for every request,
    /// also for those of which nobody asks.
    /// </summary>
    public async Task NoteAsync(HttpContext context, RequestDelegate next)
    {
        // What outlives the request must not take the next one, in the same objects, for it.
        var asked = _asked.Value = new Asked { Context = context };
        try
        {
            await next(context);
        }
        finally
        {
            asked.Context = null;
        }
    }

    private static Actor Of(HttpContext context)
    {
        var key = Caller.KeyId(context);
        var address = context.Connection.RemoteIpAddress;
        // A socket of both families writes an address of the older one as one of the newer.
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return new Actor(key is null ? Actor.Anonymous : context.User.Identity!.Name!, key, plain?.ToString());
    }

    private sealed class Asked
    {
        public HttpContext? Context { get; set; }
    }
}
