namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>Object storage did not do what it was asked; the message is one sentence, and names the setting where one is wrong.</summary>
/// <param name="fault">What kind of failure it is.</param>
/// <param name="message">What happened, and where.</param>
/// <param name="reason">The same without the place: fit for clients.</param>
/// <param name="inner">What the client of the storage said.</param>
public sealed class ObjectStorageException(ObjectStorageFault fault, string message, string reason, Exception? inner) : IOException(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public ObjectStorageFault Fault { get; } = fault;

    /// <summary>Why, without the place: fit for clients.</summary>
    public string Reason { get; } = reason;
}

/// <summary>In what way object storage did not do what it was asked.</summary>
public enum ObjectStorageFault
{
    /// <summary>It does not answer, or says that it cannot now: that may pass.</summary>
    Away,

    /// <summary>It refuses this process; somebody has to put that right.</summary>
    Refused,

    /// <summary>There is no such object.</summary>
    Missing,

    /// <summary>The object is another one than was expected, or there is one where there should be none.</summary>
    Changed,

    /// <summary>What came is not what the server says that it sent.</summary>
    Damaged,

    /// <summary>The server does not know how to do that.</summary>
    Unsupported,
}
