namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>A request for a training run.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="Key">Its idempotency key.</param>
/// <param name="Run">The run that the client was told of; null for none.</param>
/// <param name="Outcome">What the client was told.</param>
internal sealed record RunTrigger(string Client, string Key, long? Run, Outcome Outcome);
