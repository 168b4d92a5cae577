using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>The machine's own Chromium; eng/setup.sh installs it where the tests are to run.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    /// <summary>Where whoever looks lives.</summary>
    internal const string Zone = "Europe/Helsinki";

    private const string Program = "/usr/bin/chromium";

    // How long a page is waited for, in milliseconds; it costs nothing when all is well.
    private const float Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        File.Exists(Program).ShouldBeTrue($"{Program} is missing: eng/setup.sh tests installs it");
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        // Its sandbox does not work for root, whom containers run as.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A window of somebody who was never here, which notes what goes wrong in its pages.</summary>
    internal async Task<Visit> VisitAsync(Uri site, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        await Visit.BeginAsync(await _browser!.NewContextAsync(new() { BaseURL = site.ToString(), ColorScheme = scheme, TimezoneId = Zone, ViewportSize = new() { Width = width, Height = 900 } }), site);
}
