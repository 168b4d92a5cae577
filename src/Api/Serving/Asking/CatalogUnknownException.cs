namespace KDiffE.Api.Serving.Asking;

/// <summary>Categories and attributes of items are not known: this process has not reached the database yet.</summary>
internal sealed class CatalogUnknownException : Exception;
