namespace KDiffE.TestKit.ObjectStorage;

/// <summary>What becomes of a request.</summary>
/// <param name="Kind">The kind of mishap.</param>
/// <param name="Status">The status of an answer that the server did not give.</param>
/// <param name="Code">Its error code.</param>
/// <param name="Meanwhile">What happens before the request goes on; null for nothing.</param>
public sealed record Fault(FaultKind Kind, int Status = 0, string Code = "", Func<Task>? Meanwhile = null)
{
    public static Fault None { get; } = new(FaultKind.None);

    public static Fault SlowDown { get; } = new(FaultKind.Answer, 503, "SlowDown");

    public static Fault Of(int status, string code) => new(FaultKind.Answer, status, code);
}

/// <summary>In which way a request goes wrong.</summary>
public enum FaultKind
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The relay answers, and the server never hears of it.</summary>
    Answer,

    /// <summary>It is never answered.</summary>
    Hang,

    /// <summary>The connection is cut when half of the request has come; the server never hears of it.</summary>
    CutUpload,

    /// <summary>The connection is cut when half of the answer's body has gone.</summary>
    CutDownload,

    /// <summary>Half of the answer's body goes, and then nothing.</summary>
    StallDownload,

    /// <summary>One bit of the answer's body is another one.</summary>
    FlipBit,

    /// <summary>The server does what it was asked, and the client never hears of it.</summary>
    LoseAnswer,
}
