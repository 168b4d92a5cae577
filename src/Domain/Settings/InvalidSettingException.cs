namespace KDiffE.Domain.Settings;

/// <summary>A setting that is unknown, malformed or out of range; the message names it.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);
