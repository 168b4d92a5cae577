namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>A write of a value to a register.</summary>
/// <param name="Client">Who wrote.</param>
/// <param name="Register">Where to.</param>
/// <param name="Value">What; null where the value was taken away.</param>
/// <param name="Start">When it was asked for, in ticks of one clock.</param>
/// <param name="End">When the client was told of it, or gave up.</param>
/// <param name="Outcome">What the client was told.</param>
internal sealed record RegisterWrite(string Client, Register Register, string? Value, long Start, long End, Outcome Outcome)
{
    /// <summary>The last moment at which it may have taken effect.</summary>
    public long LatestEffect => Outcome == Outcome.Unknown ? long.MaxValue : End;
}
