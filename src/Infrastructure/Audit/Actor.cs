namespace KDiffE.Infrastructure.Audit;

/// <summary>Who does something, as the audit log names them.</summary>
/// <param name="Who">The client of the key; <see cref="Anonymous"/> where none is needed, <see cref="Program"/> for the command line and workers.</param>
/// <param name="KeyId">The id of the key; null without one. It tells a client from one of the two names above.</param>
/// <param name="Origin">From where: the remote address, or the account and the machine of the command line.</param>
public sealed record Actor(string Who, string? KeyId, string? Origin)
{
    /// <summary>Whoever asks while the API needs no key.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>The service's own programs, on behalf of whoever may start them.</summary>
    public const string Program = "kdiffe";
}

/// <summary>Tells on whose behalf the process acts.</summary>
public interface IActorSource
{
    /// <summary>Who asks for what is done at this moment.</summary>
    Actor Current { get; }
}

/// <summary>The account that runs this process.</summary>
public sealed class ProcessActor : IActorSource
{
    /// <inheritdoc/>
    public Actor Current { get; } = new(Actor.Program, KeyId: null, $"{Environment.UserName}@{Environment.MachineName}");
}
