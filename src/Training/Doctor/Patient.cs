using System.Net.Sockets;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Settings;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.Training.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Training.Doctor;

/// <summary>The service as this process's settings have it, over connections that can only read where nothing keeps them from saying so.</summary>
internal sealed class Patient : IAsyncDisposable
{
    private const int Seconds = 3;
    private const string ReadOnly = "-c default_transaction_read_only=on";

    private readonly IConfiguration _configuration;
    private readonly ServiceProvider _services;

    internal Patient(IConfiguration configuration)
    {
        _configuration = configuration;
        _services = new ServiceCollection().AddLogging().AddSingleton(configuration)
            .AddInfrastructure(configuration).AddRunQueue().AddWorkerSettings()
            .AddSingleton(_ => Connect(Database.ConnectionString(configuration)))
            .BuildServiceProvider();
    }

    /// <summary>The environment that an API of these settings would be in.</summary>
    internal string Environment => _configuration["ASPNETCORE_ENVIRONMENT"] ?? _configuration["DOTNET_ENVIRONMENT"] ?? "Production";

    /// <summary>What is configured and read by nobody.</summary>
    internal IReadOnlyList<UnknownSetting> UnknownSettings => KnownSettings.UnknownIn(_configuration);

    /// <summary>Whether snapshots lie in object storage.</summary>
    internal bool HasObjectStorage => ObjectStorageServices.IsUsed(_configuration);

    /// <summary>Whether a replica is read from.</summary>
    internal bool HasReplica => ReplicaServices.IsUsed(_configuration);

    internal T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <exception cref="OptionsValidationException">The setting is out of its range.</exception>
    internal T Setting<T>() where T : class => Get<IOptions<T>>().Value;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    // What a connection sets for itself would be forgotten when it goes back to the pool; what it was opened with is not.
    private static NpgsqlDataSource Connect(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = Seconds, CommandTimeout = Seconds };
        var given = settings.ConnectionString;
        settings.Options = string.IsNullOrEmpty(settings.Options) ? ReadOnly : $"{settings.Options} {ReadOnly}";
        var readOnly = NpgsqlDataSource.Create(settings);
        try
        {
            using var trial = readOnly.OpenConnection();
            return readOnly;
        }
        // No check writes; a pooler that passes on no settings takes away the guard alone.
        catch (Exception error) when (Pooler.RefusesSetting(error))
        {
            readOnly.Dispose();
            return NpgsqlDataSource.Create(given);
        }
        // What else is wrong finds whoever asks the database for something.
        catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
        {
            return readOnly;
        }
    }
}
