using KDiffE.Infrastructure.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>The hosts of several processes, but in this one: workers, and one that only asks.</summary>
internal sealed class QueueHosts(string connectionString) : IAsyncDisposable
{
    private readonly Dictionary<string, IHost> _workers = [];
    private ServiceProvider? _asking;

    internal RecordedWork Work { get; } = new();

    /// <summary>The queue of the process that only asks.</summary>
    internal IRunQueue Queue =>
        (_asking ??= AddDatabase(new ServiceCollection()).AddRunQueue().BuildServiceProvider()).GetRequiredService<IRunQueue>();

    internal async Task StartAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            AddDatabase(builder.Services).AddSingleton(Work.Of(name)).AddRunProcessing();
            _workers[name] = builder.Build();
        }

        await Task.WhenAll(names.Select(name => _workers[name].StartAsync(TestContext.Current.CancellationToken)));
    }

    internal async Task StopAsync(string name)
    {
        _workers.Remove(name, out var host);
        await host!.StopAsync(TestContext.Current.CancellationToken);
        host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Work.ReleaseAll();
        await Task.WhenAll(_workers.Keys.ToList().Select(StopAsync));
        if (_asking is not null)
            await _asking.DisposeAsync();
    }

    private IServiceCollection AddDatabase(IServiceCollection services) => services
        // Hangfire logs through the factory of the process's latest container, which here is often gone before the others.
        .AddLogging().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
        .AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
}
