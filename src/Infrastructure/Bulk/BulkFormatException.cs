namespace KDiffE.Infrastructure.Bulk;

/// <summary>A body cannot be divided into rows.</summary>
/// <param name="message">Why, for whoever sent it.</param>
/// <param name="innerException">What found it.</param>
public sealed class BulkFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
