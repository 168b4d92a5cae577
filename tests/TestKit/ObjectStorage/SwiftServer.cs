using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;

namespace KDiffE.TestKit.ObjectStorage;

/// <summary>
/// A real server of S3's protocol, OpenStack Swift, on a loopback port, with one bucket. It checks signatures and checksums. It can
/// be killed and started again on the same port, with what it has stored.
/// </summary>
public sealed class SwiftServer : IAsyncLifetime
{
    public const string AccessKey = "test:tester";
    public const string Secret = "testing";
    public const string Bucket = "snapshots";

    // Debian's, whatever other Python comes first on the path.
    private const string Python = "/usr/bin/python3";
    private const string Package = "/usr/lib/python3/dist-packages/swift";

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    /// <summary>Why there can be no server here; null where there can.</summary>
    public static string? WhyNot => Directory.Exists(Package) ? null : "There is no object storage: Debian's package python3-swift is not installed (eng/setup.sh tests).";

    /// <summary>Where it listens, also while it does not.</summary>
    public int Port { get; private set; }

    /// <summary>Its URL.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Its client, which no code of the project stands between.</summary>
    public AmazonS3Client Client { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
            return;
        await StartAsync();
        Client = new AmazonS3Client(new BasicAWSCredentials(AccessKey, Secret), new AmazonS3Config
        {
            ServiceURL = Url.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        await Client.PutBucketAsync(Bucket);
    }

    /// <summary>Starts it again after <see cref="Kill"/>.</summary>
    public async Task StartAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "ObjectStorage", "swift_server.py");
        _process = Process.Start(new ProcessStartInfo(
            Python, [script, _folder.Folder, "--port", Port.ToString(CultureInfo.InvariantCulture), "--user", AccessKey, "--secret", Secret])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = _process.StandardError.ReadToEndAsync();
        var line = await _process.StandardOutput.ReadLineAsync();
        if (line is null)
            throw new InvalidOperationException($"Swift does not start: {await errors}");
        Port = int.Parse(line, CultureInfo.InvariantCulture);
    }

    /// <summary>Kills it in whatever it does.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Kill();
        Client?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
