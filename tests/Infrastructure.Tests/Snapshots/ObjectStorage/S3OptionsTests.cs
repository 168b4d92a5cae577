using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>What settings make of the store, and what they are told where they cannot be.</summary>
public sealed class S3OptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("folder")]
    public async Task WithoutWordOfABucketThereIsAFolder(string? store)
    {
        await using var services = Services(("Snapshots:Store", store), ("Snapshots:Folder", "/srv/snapshots"));

        services.GetRequiredService<ISnapshotStore>().ShouldBeOfType<FolderSnapshotStore>();
        services.GetService<ObjectStorageCondition>().ShouldBeNull();
    }

    [Fact]
    public async Task ABucketIsTakenAtItsWordAndAskedNothingYet()
    {
        (string, string?)[] settings =
        [
            ("Snapshots:Store", "s3"), ("Snapshots:Folder", "/srv/snapshots"), ("Snapshots:S3:Region", "eu-central-1"), ("Snapshots:S3:Bucket", "models"), ("Snapshots:S3:Prefix", "/shop/a/"),
        ];
        await using var services = Services(settings);

        services.GetRequiredService<ISnapshotStore>().ShouldBeOfType<S3SnapshotStore>();
        services.GetRequiredService<IOptions<S3Options>>().Value.KeyPrefix.ShouldBe("shop/a/");
        services.GetRequiredService<ObjectStorageCondition>().IsKnown.ShouldBeFalse();
        ObjectStorageServices.LocalFolder(Configuration(settings)).ShouldBe("/srv/snapshots/cache");
    }

    [Fact]
    public void AStoreThatIsNoneIsNamed() =>
        Should.Throw<InvalidOperationException>(() => Services(("Snapshots:Store", "ftp"))).Message.ShouldBe("Snapshots:Store is 'ftp' and must be folder or s3.");

    [Theory]
    [InlineData("Snapshots:S3:Bucket must name the bucket that snapshots are in.", "Endpoint=http://localhost:9000")]
    [InlineData("Snapshots:S3:Region must name the region of the bucket at AWS, or Snapshots:S3:Endpoint the URL of another server.", "Bucket=b")]
    [InlineData("Snapshots:S3:Endpoint is 'minio:9000' and must be a URL such as https://minio.example:9000.", "Bucket=b", "Endpoint=minio:9000")]
    [InlineData("Snapshots:S3:Region must name the region of the bucket at AWS, or Snapshots:S3:Endpoint the URL of another server.", "Bucket=b", "Endpoint=", "Region=")]
    public async Task ASettingThatCannotBeIsNamed(string sentence, params string[] settings)
    {
        await using var services = Services([("Snapshots:Store", "s3"), .. settings.Select(setting => ($"Snapshots:S3:{setting.Split('=')[0]}", (string?)setting.Split('=')[1]))]);

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldBe(sentence);
    }

    private static ServiceProvider Services(params (string Key, string? Value)[] settings) =>
        new ServiceCollection().AddLogging().AddInfrastructure(Configuration(settings)).BuildServiceProvider();

    private static IConfiguration Configuration((string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build();
}
