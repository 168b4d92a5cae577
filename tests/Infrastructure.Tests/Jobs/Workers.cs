using KDiffE.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KDiffE.Infrastructure.Tests.Jobs;

/// <summary>Processes of an engine, but in this one: workers, and one that only asks.</summary>
internal sealed class Workers(string engine, string connectionString) : IAsyncDisposable
{
    private readonly ITrainingEngine _engine = TrainingEngines.Find(engine);
    private readonly Dictionary<string, IHost> _hosts = [];
    private ServiceProvider? _asking;

    internal Workplace Place { get; } = new();

    /// <summary>The queue of a process that only asks.</summary>
    internal ITrainingQueue Queue =>
        (_asking ??= _engine.AddQueue(WithoutLogs(new ServiceCollection()), connectionString).BuildServiceProvider())
        .GetRequiredService<ITrainingQueue>();

    internal async Task StartAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddSingleton<ITrainingWork>(new Workplace.Worker(Place, name));
            _engine.AddWorker(WithoutLogs(builder.Services), connectionString);
            _hosts[name] = builder.Build();
        }

        await Task.WhenAll(names.Select(name => _hosts[name].StartAsync(TestContext.Current.CancellationToken)));
    }

    internal async Task StopAsync(string name)
    {
        _hosts.Remove(name, out var host);
        await host!.StopAsync(TestContext.Current.CancellationToken);
        host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Place.ReleaseAll();
        await Task.WhenAll(_hosts.Keys.ToList().Select(StopAsync));
        if (_asking is not null)
            await _asking.DisposeAsync();
    }

    // Hangfire logs through the factory of the process's latest container, which here is often gone before the others.
    private static IServiceCollection WithoutLogs(IServiceCollection services) =>
        services.AddLogging().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
}
