using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>Which bucket holds the snapshots. Credentials are none of it: they come from where the AWS SDK looks for them.</summary>
public sealed class S3Options
{
    /// <summary>The section of the configuration.</summary>
    internal const string Section = "Snapshots:S3";

    /// <summary>The URL of an S3-compatible server; null for AWS itself.</summary>
    public string? Endpoint { get; init => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>The region, which AWS must be told; other servers mostly have none and take what signatures name, <c>us-east-1</c> unless set.</summary>
    public string? Region { get; init => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>The bucket; it is never made.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>What all keys begin with, such as <c>shop/snapshots</c>; empty for a bucket of one's own.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether the bucket stands in the path and not in the name of the host; null is yes where there is an <see cref="Endpoint"/>.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>The bucket and where it is, for people.</summary>
    internal string Where => $"bucket {Bucket} at {Endpoint ?? $"AWS in {Region}"}";

    /// <summary>What keys begin with, up to the name of a file.</summary>
    internal string KeyPrefix => Prefix.Trim('/') is { Length: > 0 } prefix ? prefix + "/" : "";
}

/// <summary>Says of each setting that cannot be what it may be.</summary>
internal sealed class S3OptionsRules : IValidateOptions<S3Options>
{
    private const string Section = S3Options.Section;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, S3Options options)
    {
        var faults = new List<string>();
        if (options.Bucket.Length == 0)
            faults.Add($"{Section}:{nameof(S3Options.Bucket)} must name the bucket that snapshots are in.");
        if (options.Endpoint is null && options.Region is null)
            faults.Add($"{Section}:{nameof(S3Options.Region)} must name the region of the bucket at AWS, or {Section}:{nameof(S3Options.Endpoint)} the URL of another server.");
        if (options.Endpoint is { } endpoint && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            faults.Add($"{Section}:{nameof(S3Options.Endpoint)} is '{endpoint}' and must be a URL such as https://minio.example:9000.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
