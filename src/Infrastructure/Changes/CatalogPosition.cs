namespace KDiffE.Infrastructure.Changes;

/// <summary>How much of what happened in the database somebody knows: which transactions had ended, as PostgreSQL's <c>pg_snapshot</c>.</summary>
/// <param name="Text">Its text.</param>
public sealed record CatalogPosition(string Text);
