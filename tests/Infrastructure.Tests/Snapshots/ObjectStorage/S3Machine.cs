using System.Diagnostics.Metrics;
using Amazon.Runtime;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.TestKit;
using KDiffE.TestKit.ObjectStorage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>A machine with a cache of its own that reaches a bucket.</summary>
internal sealed class S3Machine : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly S3Connection _connection;

    /// <param name="url">The server.</param>
    /// <param name="prefix">What its keys begin with.</param>
    /// <param name="limits">How long it waits; by default as long as tests can.</param>
    /// <param name="room">What its cache keeps.</param>
    /// <param name="bucket">The bucket, where it is another one.</param>
    /// <param name="secret">The secret, where it is a wrong one.</param>
    public S3Machine(Uri url, string prefix, TransferLimits? limits = null, CacheRoom? room = null, string bucket = SwiftServer.Bucket, string secret = SwiftServer.Secret)
    {
        _connection = new S3Connection(
            new S3Options { Endpoint = url.ToString(), Bucket = bucket, Prefix = prefix }, limits ?? Limits, Condition,
            NullLogger<S3Connection>.Instance, new BasicAWSCredentials(SwiftServer.AccessKey, secret));
        Store = new S3SnapshotStore(
            new S3Bucket(_connection, place: ""), new FolderSnapshotStore(Cache), room ?? new CacheRoom(Served: 3, Opened: 3),
            new ObjectStorageMeter(_services.GetRequiredService<IMeterFactory>()), NullLogger<S3SnapshotStore>.Instance);
    }

    /// <summary>Those of these tests: two seconds for everything, and parts as small as S3 takes them.</summary>
    public static TransferLimits Limits { get; } = new()
    {
        Answer = TimeSpan.FromSeconds(2),
        Stall = TimeSpan.FromSeconds(2),
        Completion = TimeSpan.FromSeconds(2),
        SavePatience = TimeSpan.FromSeconds(30),
        Pause = TimeSpan.FromMilliseconds(20),
        PartBytes = 5 << 20,
    };

    public S3SnapshotStore Store { get; }

    public ObjectStorageCondition Condition { get; } = new();

    /// <summary>The folder of its cache.</summary>
    public string Cache => _folder.File("cache");

    /// <summary>The versions in its cache.</summary>
    public IEnumerable<string> Cached => !Directory.Exists(Cache) ? [] :
        Directory.GetFiles(Cache, "*.safetensors").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>All files of its cache, unfinished ones among them.</summary>
    public string[] Files => Directory.Exists(Cache) ? Directory.GetFiles(Cache) : [];

    public void Dispose()
    {
        _connection.Dispose();
        _services.Dispose();
        _folder.Dispose();
    }
}
