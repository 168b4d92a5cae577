namespace KDiffE.Api.Http;

/// <summary>Marks the routes that answer with a ranking.</summary>
internal sealed class AnswersFromSnapshot;
