using System.Globalization;
using System.Net;
using Amazon.Runtime;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>What failures of S3 mean, in one sentence that names the setting to put right.</summary>
internal static class S3Faults
{
    private const string AwayReason = "object storage does not answer";
    private const string RefusedReason = "object storage refuses this service; the log says more";
    private const string Credentials = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile or the role";

    /// <summary>The failure that an exception of the client stands for.</summary>
    /// <param name="error">What the client threw.</param>
    /// <param name="options">Where it was asked.</param>
    /// <param name="limit">How long it had been waited for, where it was given up.</param>
    internal static ObjectStorageException Of(Exception error, S3Options options, TimeSpan limit) => error switch
    {
        ObjectStorageException known => known,
        AmazonServiceException service => OfAnswer(service, options),
        OperationCanceledException or TimeoutException => Away(
            error, options, $"has not answered within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} seconds"),
        AmazonClientException => Refused(error, $"no credentials were found: set {Credentials}"),
        HttpRequestException or IOException or WebException => Away(error, options, $"does not answer: {error.GetBaseException().Message.TrimEnd('.')}"),
        _ => Refused(error, $"{options.Where}: {error.Message.TrimEnd('.')}"),
    };

    private static ObjectStorageException OfAnswer(AmazonServiceException error, S3Options options) => error.ErrorCode switch
    {
        "NoSuchBucket" => Refused(error, $"there is no {options.Where}", nameof(S3Options.Bucket)),
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken" or "InvalidClientTokenId" => Refused(
            error, $"{options.Where} refuses the credentials ({error.ErrorCode}); put {Credentials} right"),
        "RequestTimeTooSkewed" => Refused(
            error, $"{options.Where} finds this machine's clock wrong ({DateTimeOffset.UtcNow:u}); have both keep their time by NTP"),
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" => Refused(
            error, $"{options.Where} is in another region", nameof(S3Options.Region)),
        _ => OfStatus(error, options),
    };

    private static ObjectStorageException OfStatus(AmazonServiceException error, S3Options options) => error.StatusCode switch
    {
        HttpStatusCode.NotFound => new(ObjectStorageFault.Missing, $"{options.Where} has no such object.", "it is not in object storage", error),
        // A conflict is two conditional writes of one key at once.
        HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict or HttpStatusCode.RequestedRangeNotSatisfiable => new(
            ObjectStorageFault.Changed, $"{options.Where} has another object there.", "it has changed while it was read", error),
        HttpStatusCode.NotImplemented => new(ObjectStorageFault.Unsupported, $"{options.Where} cannot do that: {error.Message}", RefusedReason, error),
        HttpStatusCode.Forbidden => Refused(
            error, $"{options.Where} refuses what these credentials ask ({Code(error)}); give them the rights of docs/object-storage.md, or put {Credentials} right"),
        HttpStatusCode.MovedPermanently => Refused(error, $"{options.Where} is in another region", nameof(S3Options.Region)),
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => Away(
            error, options, $"cannot answer now ({Code(error)})"),
        _ => Refused(error, $"{options.Where} answers {Code(error)}: {error.Message.TrimEnd('.')}"),
    };

    private static string Code(AmazonServiceException error) =>
        string.IsNullOrEmpty(error.ErrorCode) ? ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture) : $"{(int)error.StatusCode} {error.ErrorCode}";

    private static ObjectStorageException Away(Exception error, S3Options options, string what) => new(
        ObjectStorageFault.Away, $"{S3Options.Section}{(options.Endpoint is null ? "" : $":{nameof(S3Options.Endpoint)}")}: {options.Where} {what}.", AwayReason, error);

    private static ObjectStorageException Refused(Exception error, string what, string? setting = null) => new(
        ObjectStorageFault.Refused, $"{S3Options.Section}{(setting is null ? "" : ":" + setting)}: {what}.", RefusedReason, error);
}
