using KDiffE.Infrastructure.Settings;
using KDiffE.TestKit;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Tests.Settings;

/// <summary>Settings that lie in files.</summary>
public sealed class SecretFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => Path.GetDirectoryName(_folder.File("x"))!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileIsASettingWithoutTheLineBreakAtItsEndAndWinsOverWhatCameBefore()
    {
        File.WriteAllText(_folder.File("ConnectionStrings__Postgres"), "Host=db;Password=a b\n");
        File.WriteAllText(_folder.File("Plain"), " spaces stay ");

        var settings = Read((SecretFiles.FolderKey, Folder), ("ConnectionStrings:Postgres", "Host=elsewhere"));

        settings.GetConnectionString("Postgres").ShouldBe("Host=db;Password=a b");
        settings["Plain"].ShouldBe(" spaces stay ");
    }

    [Fact]
    public void FoldersInItAreNoSettings()
    {
        // Kubernetes keeps the files themselves in such a folder, and has its own beside them.
        Directory.CreateDirectory(_folder.File("..data"));
        File.WriteAllText(_folder.File("..data/Logs__Format"), "json");
        File.CreateSymbolicLink(_folder.File("Logs__Format"), "..data/Logs__Format");
        Directory.CreateDirectory(_folder.File("kubernetes.io"));

        Read((SecretFiles.FolderKey, Folder))["Logs:Format"].ShouldBe("json");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void WithoutAFolderEverythingStaysAsItIs(string? folder) => Read((SecretFiles.FolderKey, folder), ("Other", "1"))["Other"].ShouldBe("1");

    [Theory]
    [InlineData("absent")]
    [InlineData("a-file")]
    public void AFolderThatIsNotThereIsRefusedByTheNameOfItsSetting(string name)
    {
        File.WriteAllText(_folder.File("a-file"), "");

        var error = Should.Throw<InvalidOperationException>(() => Read((SecretFiles.FolderKey, _folder.File(name))));

        error.Message.ShouldBe($"Secrets:Folder names a folder whose files shall be settings, and it cannot be read: There is no folder {_folder.File(name)}.");
    }

    private static IConfigurationRoot Read(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).AddSecretFiles().Build();
}
