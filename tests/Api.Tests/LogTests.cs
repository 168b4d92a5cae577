using System.Collections.Concurrent;
using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KDiffE.Api.Tests;

/// <summary>What the log says, and how often.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private readonly Service _service = new();
    private readonly Lines _lines = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _lines.Dispose();
    }

    [Fact]
    public async Task EveryRequestIsOneLineWhateverItsPath()
    {
        Start();
        await _service.GetAsync("/health/live");
        await _service.GetAsync("/users/a%0AGET%20forged/recommendations?n=1");
        await StopAsync();
        Of<RequestLog>().Count.ShouldBe(2);
        Of<RequestLog>()[0].ShouldMatch(@"^GET /health/live 200 \d+\.\d ms$");
        Of<RequestLog>()[1].ShouldMatch(@"^GET /users/a%0AGET%20forged/recommendations 503 \d+\.\d ms$");
    }

    [Fact]
    public async Task AnOutageOfTheDatabaseIsReportedOnce()
    {
        Start("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        await _service.EventuallyAsync("/health/ready", body => body["detail"]?.GetValue<string>() == "The database does not answer.");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await StopAsync();
        Of<SnapshotLoader>().ShouldHaveSingleItem().ShouldStartWith("Serving none: The database does not answer.");
    }

    [Fact]
    public async Task ARefusalIsReportedOnce()
    {
        await _service.RegisterAsync(Catalogue.Content("v1").Metadata);
        Start();
        await _service.EventuallyAsync("/snapshots", body => body["lastRefusal"] is not null);
        await _service.Catalog.ActivateAsync("v1", TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await StopAsync();
        Of<SnapshotLoader>().ShouldHaveSingleItem().ShouldStartWith("Refused snapshot v1, serving none: ");
    }

    private List<string> Of<T>() => [.. _lines.All.Where(line => line.Category == typeof(T).FullName).Select(line => line.Text)];

    private void Start(string? connectionString = null) => _service.Start(
        connectionString, builder => builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(_lines)));

    // A request's line is written after its answer is sent: stopping waits for it.
    private Task StopAsync() => _service.StopAsync();

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<(string Category, string Text)> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, All);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category, ConcurrentQueue<(string Category, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((category, formatter(state, exception)));
    }
}
