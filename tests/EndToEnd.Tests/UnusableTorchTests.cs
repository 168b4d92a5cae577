using KDiffE.Domain.Runs;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A GPU that is asked for and absent, and a libtorch that does not load.</summary>
public sealed class UnusableTorchTests : IAsyncLifetime
{
    private const string AbsentGpu = "'cuda' is asked for, but there is no CUDA device here, or this build has a libtorch without CUDA "
        + "(-p:TorchDevice=cuda builds one that has it); train on the CPU with 'cpu' or 'auto'.";

    private const string Unloadable = "libtorch does not load, so nothing can be trained here; build or publish the program anew. ";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Snapshot => _site.PathOf("trained.safetensors");

    private string Catalogue => _site.PathOf("catalogue");

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task AWorkerThatIsGivenAnAbsentGpuEndsInOneSentenceAndChangesNothing()
    {
        Assert.SkipWhen(File.Exists("/dev/nvidia0"), "There is a GPU.");
        var run = await _site.RequestAsync(epochs: 1);

        var worker = _site.StartWorker(("Training__Device", "cuda"));

        (await worker.WaitForExitAsync(Limit)).ShouldBe(1, worker.Output);
        worker.Output.Trim().ShouldBe(AbsentGpu);
        await ShouldBeUntouchedAsync(run);
    }

    [Fact]
    public async Task ATrainingOnAnAbsentGpuEndsInOneSentenceAndWritesNothing()
    {
        Assert.SkipWhen(File.Exists("/dev/nvidia0"), "There is a GPU.");
        await MakeCatalogueAsync();

        var training = _site.StartCommand("train", "--data", Catalogue, "--device", "cuda", "--snapshot", Snapshot);

        (await training.WaitForExitAsync(Limit)).ShouldBe(1, training.Output);
        training.Output.Trim().Split('\n')[^1].ShouldBe(AbsentGpu);
        File.Exists(Snapshot).ShouldBeFalse();
    }

    [Theory]
    [InlineData("libtorch_cpu.so", null, "is missing.")]
    [InlineData("libtorch_cpu.so", 0, "is no shared library.")]
    [InlineData("libtorch_cpu.so", 1_000_000, "is cut short.")]
    [InlineData("libLibTorchSharp.so", 100_000, "is cut short.")]
    public async Task ALibtorchThatDoesNotLoadEndsEveryTrainingInOneSentence(string library, int? bytes, string reason)
    {
        await MakeCatalogueAsync();
        var run = await _site.RequestAsync(epochs: 1);
        var (programs, damaged) = await CopyProgramsAsync(library, bytes);

        var training = _site.StartCommandIn(programs, "train", "--data", Catalogue, "--snapshot", Snapshot);
        var worker = _site.StartCommandIn(programs, "worker");

        (await training.WaitForExitAsync(Limit)).ShouldBe(1, training.Output);
        training.Output.Trim().Split('\n')[^1].ShouldBe($"{Unloadable}{damaged} {reason}");
        File.Exists(Snapshot).ShouldBeFalse();
        (await worker.WaitForExitAsync(Limit)).ShouldBe(1, worker.Output);
        worker.Output.Trim().ShouldBe($"{Unloadable}{damaged} {reason}");
        await ShouldBeUntouchedAsync(run);
    }

    private async Task MakeCatalogueAsync()
    {
        var demo = _site.StartCommand("demo", Catalogue, "--users", "150", "--items", "100");
        (await demo.WaitForExitAsync(Limit)).ShouldBe(0, demo.Output);
    }

    private async Task ShouldBeUntouchedAsync(long run)
    {
        var waiting = await _site.GetAsync(run);
        (waiting.State, waiting.Attempt, waiting.Device).ShouldBe((RunState.Queued, 0, null));
        // A worker makes this schema when it first looks for work.
        (await _site.Database.QueryAsync<string>("select schema_name::text from information_schema.schemata")).ShouldNotContain("hangfire");
    }

    /// <summary>Copies the program with one of its native libraries cut to some bytes, or left out.</summary>
    private async Task<(string Folder, string Damaged)> CopyProgramsAsync(string library, int? bytes)
    {
        const int large = 10_000_000;
        var (from, to) = (Site.OutputOf("Training"), _site.PathOf("programs"));
        var damaged = "";
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetFileName(file) == library)
            {
                damaged = copy;
                if (bytes is { } count)
                    await CopyAsync(file, copy, count);
            }
            // The program itself must not be a link: it would be at home where that leads.
            else if (new FileInfo(file).Length > large)
            {
                File.CreateSymbolicLink(copy, file);
            }
            else
            {
                File.Copy(file, copy);
            }
        }

        return (to, damaged);
    }

    private static async Task CopyAsync(string from, string to, int bytes)
    {
        var content = new byte[bytes];
        await using var whole = File.OpenRead(from);
        await whole.ReadExactlyAsync(content, Cancelled);
        await File.WriteAllBytesAsync(to, content, Cancelled);
    }
}
