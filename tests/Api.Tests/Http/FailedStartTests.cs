using System.Net;
using System.Net.Sockets;

namespace KDiffE.Api.Tests.Http;

/// <summary>An API that cannot start says why in a sentence, and ends.</summary>
public sealed class FailedStartTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task OnAPortThatIsTaken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (exitCode, log) = await ApiProcess.RunToEndAsync(_service, ["--urls", $"http://{taken.LocalEndpoint}"]);

        exitCode.ShouldBe(1);
        log.ShouldContain($"Failed to bind to address http://{taken.LocalEndpoint}: address already in use.");
        log.ShouldNotContain(line => line.StartsWith("Unhandled exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutTheFolderOfItsSecrets()
    {
        var (exitCode, log) = await ApiProcess.RunToEndAsync(_service, ["--urls", "http://127.0.0.1:0"], ("Secrets__Folder", "/proc/kdiffe"));

        (exitCode, log.ShouldHaveSingleItem()).ShouldBe(
            (1, "Secrets:Folder names a folder whose files shall be settings, and it cannot be read: There is no folder /proc/kdiffe."));
    }
}
