namespace KDiffE.Infrastructure.Catalog;

/// <summary>Another transaction, an import or a bulk write as a rule, held rows for longer than a short write waits. Nothing was written.</summary>
public sealed class BusyRowsException(Exception cause) : Exception("An import or a bulk write holds these rows; nothing was written.", cause);
