namespace KDiffE.Infrastructure.Settings;

/// <summary>A setting that is given, and that nobody reads.</summary>
/// <param name="Key">As it is given, with colons.</param>
/// <param name="Advice">What may be meant, in a sentence.</param>
public sealed record UnknownSetting(string Key, string Advice);
