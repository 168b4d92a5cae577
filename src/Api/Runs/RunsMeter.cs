using System.Diagnostics.Metrics;
using KDiffE.Domain.Runs;
using Npgsql;

namespace KDiffE.Api.Runs;

/// <summary>
/// What is measured of training runs, as the database has them: looked up from time to time, so that whoever reads the
/// metrics never waits for it. Every API of a database says the same.
/// </summary>
internal sealed class RunsMeter : BackgroundService
{
    private const string Name = "KDiffE.Runs";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    // A run whose snapshot was not good enough has done all that it was to do, and yet is what people look for.
    private const string Refused = "refused";
    private static readonly string[] States = [.. Enum.GetValues<RunState>().Select(state => state.ToString().ToLowerInvariant()), Refused];

    private readonly NpgsqlDataSource _database;
    private volatile IReadOnlyDictionary<string, (long Count, double OldestSeconds, double? UnheardSeconds)>? _runs;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="database">Where the runs are.</param>
    public RunsMeter(IMeterFactory meters, NpgsqlDataSource database)
    {
        _database = database;
        var meter = meters.Create(Name);
        meter.CreateObservableGauge("kdiffe.training.runs", Counts, description: "Training runs by state.");
        meter.CreateObservableGauge("kdiffe.training.queue.age", QueueAge, "s", "How long the oldest run that waits has waited; 0 when none waits.");
        meter.CreateObservableGauge("kdiffe.training.heartbeat.age", HeartbeatAge, "s", "Time since the worker of a running run was last heard of; 0 when none runs.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        do
            await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var command = _database.CreateCommand(
                $"""
                select case when state = 'succeeded' and error is not null then '{Refused}' else state end, count(*),
                       extract(epoch from now() - min(created_at))::float8, extract(epoch from now() - min(heartbeat_at))::float8
                from training_runs group by 1
                """);
            // One that takes the question and says nothing is away, too.
            command.CommandTimeout = (int)LookEvery.TotalSeconds;
            await using var reader = await command.ExecuteReaderAsync(stoppingToken);
            var runs = new Dictionary<string, (long, double, double?)>(StringComparer.Ordinal);
            while (await reader.ReadAsync(stoppingToken))
                runs[reader.GetString(0)] = (reader.GetInt64(1), reader.GetDouble(2), await reader.IsDBNullAsync(3, stoppingToken) ? null : reader.GetDouble(3));
            _runs = runs;
        }
        // There are no tables yet, or no database: the log has it from the loader of snapshots.
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            _runs = null;
        }
    }

    private IEnumerable<Measurement<long>> Counts() => _runs is not { } runs ? [] : States
        .Select(state => new Measurement<long>(runs.GetValueOrDefault(state).Count, new KeyValuePair<string, object?>("state", state)));

    private IEnumerable<Measurement<double>> QueueAge() =>
        _runs is not { } runs ? [] : [new Measurement<double>(runs.GetValueOrDefault("queued").OldestSeconds)];

    private IEnumerable<Measurement<double>> HeartbeatAge() =>
        _runs is not { } runs ? [] : [new Measurement<double>(runs.GetValueOrDefault("running").UnheardSeconds ?? 0)];
}
