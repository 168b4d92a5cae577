namespace KDiffE.Infrastructure.Bulk;

/// <summary>PostgreSQL writes a blank after each comma and colon, with which attributes may be longer than they are taken back.</summary>
internal static class CompactJson
{
    /// <summary>The same without blanks between its parts.</summary>
    /// <param name="json">Valid JSON.</param>
    internal static ReadOnlySpan<char> Of(string json)
    {
        var compact = new char[json.Length];
        var (length, quoted) = (0, false);
        for (var at = 0; at < json.Length; at++)
        {
            var character = json[at];
            if (character == ' ' && !quoted)
                continue;
            compact[length++] = character;
            if (character == '\\')
                compact[length++] = json[++at];
            else if (character == '"')
                quoted = !quoted;
        }

        return compact.AsSpan(0, length);
    }
}
