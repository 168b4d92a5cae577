using TorchSharp.Interop;

namespace KDiffE.LibTorch.Tests;

public sealed class ShimLibraryTests : IDisposable
{
    private readonly DirectoryInfo _checkout = Directory.CreateTempSubdirectory("shim");

    public void Dispose() => _checkout.Delete(recursive: true);

    [Fact]
    public void IsFoundFromAnyOutputFolderOfTheCheckout()
    {
        var shim = Touch(".local", "native", ShimLibrary.FileName);

        ShimLibrary.Find(null, Output()).ShouldBe(shim);
    }

    [Fact]
    public void TheOneBesideTheAssemblyComesFirst()
    {
        Touch(".local", "native", ShimLibrary.FileName);
        var beside = Touch("bin", "Release", ShimLibrary.FileName);

        ShimLibrary.Find("", Output()).ShouldBe(beside);
    }

    [Fact]
    public void TheOneThatTheEnvironmentNamesIsTheOnlyOne()
    {
        Touch(".local", "native", ShimLibrary.FileName);
        var named = Touch("elsewhere.so");

        ShimLibrary.Find(named, Output()).ShouldBe(named);
        Should.Throw<DllNotFoundException>(() => ShimLibrary.Find(named + ".missing", Output())).Message.ShouldContain(named + ".missing");
    }

    [Fact]
    public void AMissingShimNamesTheSetup() =>
        Should.Throw<DllNotFoundException>(() => ShimLibrary.Find(null, Output()))
            .Message.ShouldContain("Run eng/setup.sh once to build it");

    [Fact]
    public void AFileThatIsNoLibraryNamesTheSetup() =>
        Should.Throw<DllNotFoundException>(() => ShimLibrary.Load(Touch("broken.so")))
            .Message.ShouldContain("Run eng/setup.sh to rebuild it");

    private string Output() => Directory.CreateDirectory(Path.Combine(_checkout.FullName, "bin", "Release")).FullName;

    private string Touch(params string[] path)
    {
        var file = new FileInfo(Path.Combine([_checkout.FullName, .. path]));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, "not a library");
        return file.FullName;
    }
}
