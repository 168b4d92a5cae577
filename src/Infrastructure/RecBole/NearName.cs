namespace KDiffE.Infrastructure.RecBole;

/// <summary>Tells names that mean a known one and are spelt a little differently: <c>Timestamp</c>, <c>userId</c>, <c>item-id</c>.</summary>
internal static class NearName
{
    /// <summary>Whether two names differ in case, in what is no letter, or in a plural s alone.</summary>
    internal static bool IsNear(string known, string name) => known != name && Letters(known) == Letters(name);

    private static string Letters(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)).TrimEnd('s');
}
