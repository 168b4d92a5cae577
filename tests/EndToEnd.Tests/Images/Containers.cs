using System.Diagnostics;
using System.Globalization;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Images;

/// <summary>The images of <c>docker/</c>, built of the very Dockerfiles, and the programs that run them here without a Docker engine.</summary>
public sealed class Containers : IAsyncLifetime
{
    private const string Script = "eng/images.sh";

    // Images are built anew when a source has changed.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly string[] Programs = ["buildah", "podman", "runc", "mmdebstrap", "docker-compose"];

    /// <summary>Why nothing of this can run here; null where it can.</summary>
    private static readonly string? Missing =
        !Environment.IsPrivilegedProcess ? "Only root may build images here."
        : Programs.FirstOrDefault(program => !File.Exists(Path.Combine("/usr/bin", program)) && !File.Exists(Path.Combine("/usr/sbin", program))) is { } absent
            ? $"{absent} is not here; eng/setup.sh images installs it."
            : null;

    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"kdiffe-{Guid.NewGuid():n}.sock");
    private CommandProcess? _service;

    /// <summary>Whether there is what this needs.</summary>
    public static bool CanRun => Missing is null;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!CanRun)
            return;
        await RunAsync(Script, "build");
        await RunAsync("docker/secrets.sh");
        _service = Start(InCheckout(Script), ["serve", _socket]);
        await _service.WaitForOutputAsync("Serving", TimeSpan.FromMinutes(1));
    }

    /// <summary>Skips the test where there is nothing to run it with.</summary>
    public static void Require() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    /// <summary>What a script of the checkout says; throws when it fails.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        await using var process = Start(InCheckout(script), arguments);
        (await process.WaitForExitAsync(Limit)).ShouldBe(0, process.Output);
        return process.Output;
    }

    /// <summary>What podman says; throws when it fails.</summary>
    public static async Task<string> PodmanAsync(params string[] arguments) => (await RunAsync(Script, ["podman", .. arguments])).Trim();

    /// <summary>How podman ends, and what it says.</summary>
    public static async Task<(int ExitCode, string Output)> TryPodmanAsync(params string[] arguments)
    {
        await using var podman = Start(InCheckout(Script), ["podman", .. arguments]);
        return (await podman.WaitForExitAsync(Limit), podman.Output);
    }

    /// <summary>Asks a container to end, which takes it two seconds at most.</summary>
    public static async Task EndsAtOnceAsync(string container)
    {
        var process = int.Parse(await PodmanAsync("inspect", "--format={{.State.Pid}}", container), CultureInfo.InvariantCulture);
        var watch = Stopwatch.StartNew();
        await Signal.SendAsync(process, "TERM");
        while (Directory.Exists($"/proc/{process}") && watch.Elapsed < Limit)
            await Task.Delay(10, TestContext.Current.CancellationToken);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    /// <summary>What docker-compose says of a project of <c>docker/compose.yaml</c>; throws when it fails.</summary>
    /// <param name="project">Its name: of its containers, networks and volumes.</param>
    /// <param name="port">On this machine, of its proxy.</param>
    /// <param name="arguments">What comes after the file.</param>
    public async Task<string> ComposeAsync(string project, int port, params string[] arguments)
    {
        await using var compose = Start(
            "docker-compose", ["-f", Path.Combine(Checkout.Root, "docker", "compose.yaml"), "-p", project, .. arguments],
            ("DOCKER_HOST", $"unix://{_socket}"), ("KDIFFE_LISTEN", $"127.0.0.1:{port}"));
        (await compose.WaitForExitAsync(Limit)).ShouldBe(0, compose.Output);
        return compose.Output;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
    }

    private static string InCheckout(string script) => Path.Combine(Checkout.Root, script);

    private static CommandProcess Start(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new CommandProcess(start);
    }
}
