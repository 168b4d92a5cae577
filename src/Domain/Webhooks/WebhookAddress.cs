namespace KDiffE.Domain.Webhooks;

/// <summary>Where a webhook is sent.</summary>
public static class WebhookAddress
{
    /// <summary>The most characters of one.</summary>
    public const int MaxLength = 2000;

    /// <summary>Why an address cannot be one of a webhook; null where it can.</summary>
    public static string? Refuse(string url) => url switch
    {
        { Length: 0 or > MaxLength } => $"has 1 to {MaxLength} characters",
        _ when url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) => "is an address such as https://ops.example/hooks/kdiffe",
        _ when new Uri(url).UserInfo.Length > 0 => "has no name or password: what comes is signed, which is how the receiver knows it",
        _ when new Uri(url).Fragment.Length > 0 => "has no part after '#', which is never sent",
        _ => null,
    };

    /// <summary>The address without its query, in which there may be a secret of the receiver's.</summary>
    public static string Show(string url) => url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? url[..query] + "?…" : url;

    /// <summary>Its scheme, host and port, for logs, which more people read.</summary>
    public static string Origin(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
