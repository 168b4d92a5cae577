namespace KDiffE.Fuzz;

/// <summary>An input was found that shows a fault.</summary>
public sealed class FuzzFindingException(string message, Exception? inner = null) : Exception(message, inner);
