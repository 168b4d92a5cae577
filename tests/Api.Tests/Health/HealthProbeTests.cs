using KDiffE.Api.Health;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Api.Tests.Health;

/// <summary>What a container's health check runs.</summary>
public sealed class HealthProbeTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task AnswersOfAnApiThatLivesAndFailsWhereNoneDoes()
    {
        string address;
        await using (var api = await ApiProcess.StartAsync(_service))
        {
            address = api.Client.BaseAddress!.ToString();
            // The probe gives it five seconds, which the first answer of a process may take on a busy machine.
            await api.Client.EventuallyAsync("/health/live", body => body["status"] is not null);
            var (exitCode, log) = await ApiProcess.RunToEndAsync(_service, ["healthcheck", "--urls", address], ("http_proxy", "http://127.0.0.1:1"));
            (exitCode, string.Join('\n', log)).ShouldBe((0, $"{address} answers 200"));
        }

        (await ApiProcess.RunToEndAsync(_service, ["healthcheck"], ("ASPNETCORE_URLS", address))).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData(null, null, null, "http://localhost:8080/")]
    [InlineData(null, "5000;5001", null, "http://localhost:5000/")]
    [InlineData("http://+:81", "5000", null, "http://localhost:81/")]
    [InlineData("https://*:443;http://[::]:82", null, null, "http://localhost:82/")]
    [InlineData("http://0.0.0.0:83/", null, null, "http://localhost:83/")]
    [InlineData("http://[::1]:84", null, null, "http://[::1]:84/")]
    [InlineData("http://10.1.2.3:85", null, null, "http://10.1.2.3:85/")]
    [InlineData("http://shop.example:86", null, null, "http://localhost:86/")]
    [InlineData("http://unix:/run/api.sock;http://localhost:87", null, null, "http://localhost:87/")]
    public void AsksWhereTheSettingsHaveTheApiListen(string? urls, string? httpPorts, string? httpsPorts, string expected) =>
        HealthProbe.AddressOf(Settings(urls, httpPorts, httpsPorts)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("https://localhost:443", null)]
    [InlineData("http://unix:/run/api.sock", null)]
    [InlineData(null, "443")]
    public void SaysThatItAsksByHttpWhereTheApiListensInOtherWaysAlone(string? urls, string? httpsPorts) =>
        Should.Throw<InvalidOperationException>(() => HealthProbe.AddressOf(Settings(urls, httpPorts: null, httpsPorts))).Message.ShouldContain("add one to 'urls'");

    private static IConfigurationRoot Settings(string? urls, string? httpPorts, string? httpsPorts) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = urls, ["http_ports"] = httpPorts, ["https_ports"] = httpsPorts }).Build();
}
