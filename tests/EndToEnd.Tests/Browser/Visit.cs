using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>Somebody's window on the dashboard.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    private Visit(IBrowserContext context, IPage page, Uri site)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _faults.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A policy that is broken is told here; that a request was refused is shown on the page.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _faults.Enqueue(message.Text);
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.ToString(), StringComparison.Ordinal))
                _faults.Enqueue($"asks another host: {request.Url}");
        };
    }

    /// <summary>What is shown.</summary>
    public IPage Page { get; }

    /// <summary>Errors of scripts, breaches of the policy, requests to other hosts.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public static async Task<Visit> BeginAsync(IBrowserContext context, Uri site) => new(context, await context.NewPageAsync(), site);

    /// <summary>The heading of the page, which says where one is.</summary>
    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public Task SeesAsync(ILocator what) => Assertions.Expect(what.First).ToBeVisibleAsync();

    public Task SeesAsync(string text) => SeesAsync(Page.GetByText(text));

    /// <summary>A place to fill in.</summary>
    public ILocator Field(string name) => Page.GetByLabel(name, new() { Exact = true });

    /// <summary>The question that stands before everything else.</summary>
    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    /// <summary>Says yes to the question.</summary>
    public Task ConfirmAsync(string yes) => Dialog.GetByRole(AriaRole.Button, new() { Name = yes, Exact = true }).ClickAsync();

    /// <summary>Keeps a picture of the whole view in <c>.local/screenshots</c>.</summary>
    public Task PictureAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Checkout.Root, ".local", "screenshots", $"{name}.png"), FullPage = true });

    /// <summary>Whether the page is wider than its window.</summary>
    public Task<bool> ScrollsSidewaysAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
