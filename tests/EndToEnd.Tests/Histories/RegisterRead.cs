namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>A read of all registers of an owner.</summary>
/// <param name="Client">Who read.</param>
/// <param name="Owner">Whose registers.</param>
/// <param name="Values">Those that had a value, and which.</param>
/// <param name="Start">When it was asked for.</param>
/// <param name="End">When the answer was there.</param>
internal sealed record RegisterRead(string Client, string Owner, IReadOnlyDictionary<string, string> Values, long Start, long End);
