using System.Net;
using KDiffE.Api.Http;

namespace KDiffE.Api.Health;

/// <summary>
/// <c>KDiffE.Api.dll healthcheck</c>: asks the API of the same settings on this machine whether it lives. It is what a
/// container's health check runs, where there is neither a shell nor curl.
/// </summary>
internal static class HealthProbe
{
    /// <summary>The first argument of the program that has it ask instead of serve.</summary>
    public const string Command = "healthcheck";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks once, and writes a line about the answer.</summary>
    /// <param name="options">Settings, as the API takes them on its command line.</param>
    /// <returns>0 where the API lives, else 1.</returns>
    public static async Task<int> RunAsync(string[] options)
    {
        try
        {
            // In the order in which a web application reads where it listens.
            var address = AddressOf(new ConfigurationBuilder()
                .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().AddCommandLine(options).Build());
            // To this machine, whatever proxy the environment names.
            using var handler = new SocketsHttpHandler { UseProxy = false };
            using var client = new HttpClient(handler) { BaseAddress = address, Timeout = Patience };
            using var answer = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
            await Console.Out.WriteLineAsync($"{address} answers {(int)answer.StatusCode}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>Where the API of these settings is asked on this machine: at its first address that is HTTP.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    internal static Uri AddressOf(IConfiguration settings)
    {
        var urls = Split(settings[WebHostDefaults.ServerUrlsKey]);
        if (urls.Length == 0)
            urls = [.. Split(settings[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}")];
        if (urls.Length == 0 && Split(settings[WebHostDefaults.HttpsPortsKey]).Length == 0)
            urls = [HttpServices.DefaultUrl];
        var address = urls.Select(BindingAddress.Parse).FirstOrDefault(url => url is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false })
            ?? throw new InvalidOperationException("A health check asks by HTTP, and the API listens at no such address; add one to 'urls'.");
        return new UriBuilder("http", HostOf(address.Host), address.Port).Uri;
    }

    // Kestrel listens on all addresses for a host that is a name, '*' or '+'.
    private static string HostOf(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any) ? host : "localhost";

    private static string[] Split(string? values) => (values ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
