using System.Net.Sockets;
using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>Which failures are those of a database that is away: a run goes on after these, and fails of others.</summary>
public sealed class TransientErrorsTests
{
    private static readonly SocketException Refused = new((int)SocketError.ConnectionRefused);

    [Fact]
    public void ALostConnectionToTheDatabaseIsOneHoweverItIsWrapped()
    {
        var lost = new NpgsqlException("Exception while reading from stream", new IOException("Unable to read data", Refused));
        foreach (var error in (Exception[])[Refused, lost, new InvalidOperationException("An exception has been raised", lost)])
            TransientErrors.IsTransient(error).ShouldBeTrue(error.ToString());
    }

    [Fact]
    public void ATransactionThatWasEndedForBeingIdleIsOne() =>
        TransientErrors.IsTransient(new InvalidOperationException("An exception has been raised", new PostgresException(
            "terminating connection due to idle-in-transaction timeout", "FATAL", "FATAL", "25P03"))).ShouldBeTrue();

    [Fact]
    public void AServerThatTakesNoWritesYetIsOne() =>
        TransientErrors.IsTransient(new PostgresException("cannot execute INSERT in a read-only transaction", "ERROR", "ERROR", "25006")).ShouldBeTrue();

    [Fact]
    public void ALostConnectionToSomethingElseIsNone()
    {
        var http = new HttpRequestException("Connection refused", Refused);
        foreach (var error in (Exception[])[http, new IOException("object storage does not answer", http), new InvalidOperationException("it failed", http), new IOException("The disk is full.")])
            TransientErrors.IsTransient(error).ShouldBeFalse(error.ToString());
    }
}
