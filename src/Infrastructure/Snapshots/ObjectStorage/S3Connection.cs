using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>The client of a bucket. Whatever is asked of it ends in time, in an answer or in one sentence.</summary>
internal sealed partial class S3Connection : IDisposable
{
    private const string AnyRegion = "us-east-1";

    // The client repeats what a server refuses for the moment, such as 503 SlowDown, with growing pauses.
    private const int Repetitions = 2;

    private readonly AmazonS3Client _client;
    private readonly ObjectStorageCondition _condition;
    private readonly ILogger<S3Connection> _logger;

    /// <param name="options">The bucket.</param>
    /// <param name="limits">How long it is waited for.</param>
    /// <param name="condition">Is told how it goes.</param>
    /// <param name="logger">Is told when that changes.</param>
    /// <param name="credentials">Those to use; null for those of the process.</param>
    public S3Connection(
        S3Options options, TransferLimits limits, ObjectStorageCondition condition, ILogger<S3Connection> logger, AWSCredentials? credentials = null)
    {
        (Options, Limits, _condition, _logger) = (options, limits, condition, logger);
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle ?? options.Endpoint is not null,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Repetitions,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            // Not every server knows the newer checksums. Each request signs the SHA-256 of what it sends, which every server
            // checks, and a snapshot is verified by its own when it is read.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint, options.Region ?? AnyRegion);
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        _client = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    /// <summary>The bucket.</summary>
    public S3Options Options { get; }

    /// <summary>How long it is waited for.</summary>
    public TransferLimits Limits { get; }

    /// <summary>Whether the server takes <c>If-None-Match: *</c> with an upload, as far as is known.</summary>
    public bool TakesConditions { get; set; } = true;

    /// <summary>Asks once.</summary>
    /// <param name="ask">Sends the request, and takes note of what moves.</param>
    /// <param name="limit">How long nothing may move.</param>
    /// <param name="cancellationToken">Ends it before.</param>
    /// <exception cref="ObjectStorageException">It was not answered, or not as was asked.</exception>
    public async Task<T> AskAsync<T>(Func<IAmazonS3, Patience, Task<T>> ask, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var patience = new Patience(limit, cancellationToken);
        try
        {
            var answer = await ask(_client, patience);
            Note(trouble: null);
            return answer;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var fault = S3Faults.Of(error, Options, limit);
            // That something is missing says little: where the bucket itself is, a HEAD answers the same.
            if (fault.Fault != ObjectStorageFault.Missing)
                Note(fault.Fault is ObjectStorageFault.Away or ObjectStorageFault.Refused ? fault.Message : null);
            throw fault;
        }
    }

    /// <summary>Asks again and again while the storage is away, up to <see cref="TransferLimits.SavePatience"/>.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<T> InsistAsync<T>(Func<IAmazonS3, Patience, Task<T>> ask, TimeSpan limit, CancellationToken cancellationToken)
    {
        var end = DateTime.UtcNow + Limits.SavePatience;
        for (var pause = Limits.Pause; ; pause = Limits.After(pause))
        {
            try
            {
                return await AskAsync(ask, limit, cancellationToken);
            }
            catch (ObjectStorageException error) when (error.Fault == ObjectStorageFault.Away && DateTime.UtcNow + pause < end)
            {
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Note(string? trouble)
    {
        if (!_condition.Note(trouble))
            return;
        if (trouble is null)
            LogAnswers(Options.Where);
        else
            LogTrouble(trouble);
    }

    [LoggerMessage(LogLevel.Warning, "Object storage: {Trouble}")]
    private partial void LogTrouble(string trouble);

    [LoggerMessage(LogLevel.Information, "Object storage answers again: {Where}")]
    private partial void LogAnswers(string where);
}
