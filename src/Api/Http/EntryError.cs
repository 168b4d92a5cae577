namespace KDiffE.Api.Http;

/// <summary>What is wrong with one of many entries of a request.</summary>
/// <param name="Index">The entry's place in the request, from 0.</param>
/// <param name="Field">The field that is not sound.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record EntryError(int Index, string Field, string Reason);
