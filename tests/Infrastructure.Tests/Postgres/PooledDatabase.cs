using KDiffE.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>A fresh database, itself and through PgBouncer; neither where there is no PgBouncer.</summary>
public sealed class PooledDatabase : IAsyncLifetime
{
    private readonly PgBouncer _pooler = new();
    private ServiceProvider? _services;

    /// <summary>The database itself.</summary>
    public PostgresDatabase Direct { get; } = new();

    /// <summary>Leads to it through PgBouncer.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (PgBouncer.WhyNot is not null)
            return;
        await Direct.InitializeAsync();
        ConnectionString = await _pooler.StartAsync(Direct.ConnectionString);
        _services = PostgresDatabase.ServicesOver(ConnectionString);
    }

    /// <summary>A service of the infrastructure, through PgBouncer.</summary>
    public T Get<T>() where T : notnull => _services!.GetRequiredService<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_services is null)
            return;
        await _services.DisposeAsync();
        await _pooler.DisposeAsync();
        await Direct.DisposeAsync();
    }
}
