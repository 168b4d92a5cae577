using System.Diagnostics.Metrics;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Events;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using KDiffE.Training.Operators;
using KDiffE.Training.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Tests.Worker;

/// <summary>A worker over a database and a folder, without its process.</summary>
internal sealed class WorkerParts(PostgresDatabase database, TemporaryFolder folder)
{
    private readonly Queue _queue = new();

    internal FolderSnapshotStore Store { get; } = new(folder.File("snapshots"));

    internal HeldOutTwins Twins { get; } = HeldOutTwins.Beside(folder.File("snapshots"));

    /// <summary>What was given to the queue.</summary>
    internal List<long> Handed => _queue.Runs;

    internal ScheduleStore Schedules() => new(
        database.Contexts, new RunRequests(database.Get<RunStore>(), _queue, NullLogger<RunRequests>.Instance), _queue, database.Get<AuditLog>(), NullLogger<ScheduleStore>.Instance);

    internal LightGcnTurn Turn(int days) => new(database.Get<SnapshotCatalog>(), Options.Create(new BaselineOptions { LightGcnDays = days }), TimeProvider.System);

    internal RunProcessor Processor(RunDataOptions? data = null, int lightGcnDays = -1, TimeSpan tuneBudget = default, TimeProvider? trainingTime = null)
    {
        var options = Options.Create(new RunFolderOptions { Folder = folder.File("runs"), CheckpointEvery = TimeSpan.Zero });
        var lease = Options.Create(new LeaseOptions { Heartbeat = TimeSpan.FromMilliseconds(50) });
        var catalog = database.Get<SnapshotCatalog>();
        var gate = new RunGate(Store, Twins, catalog, Options.Create(new GateOptions()), NullLogger<RunGate>.Instance);
        var meter = new WorkerMeter(database.Get<IMeterFactory>());
        var trainer = new RunTrainer(options, trainingTime ?? TimeProvider.System, NullLogger<RunTrainer>.Instance);
        var tuning = new RunTuning(
            trainer, database.Get<TrialStore>(), Options.Create(new TuningOptions { TuneBudget = tuneBudget }), TimeProvider.System, NullLogger<RunTuning>.Instance);
        var pipeline = new RunPipeline(
            database.Get<ReadRouter>(), DeviceOperators.Cpu, trainer, tuning, Turn(lightGcnDays), gate, new RunPublisher(Store, Twins, catalog), catalog, meter,
            Options.Create(data ?? new RunDataOptions()), Options.Create(new PositivesOptions()), options, NullLogger<RunPipeline>.Instance);
        return new RunProcessor(
            database.Get<RunLeases>(), pipeline, DeviceOperators.Cpu, Store, Schedules(), meter, new RunLog(), lease, Options.Create(new ShutdownOptions()), options, NullLogger<RunProcessor>.Instance);
    }

    /// <summary>Has a worker train until there is a checkpoint of a name, stops it then, and waits until it has given the run back.</summary>
    internal async Task StopAtAsync(string checkpoint, long run, int lightGcnDays = -1, TimeSpan tuneBudget = default)
    {
        using var hold = new CheckpointHold(folder, checkpoint);
        using var stopping = new CancellationTokenSource();
        var working = Processor(lightGcnDays: lightGcnDays, tuneBudget: tuneBudget, trainingTime: hold).ProcessAsync(run, stopping.Token);
        await hold.ReachedAsync();
        await stopping.CancelAsync();
        hold.Release();
        await working;
    }

    /// <summary>A queue that only notes what it is given.</summary>
    private sealed class Queue : IRunQueue
    {
        public Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        internal List<long> Runs { get; } = [];

        public Task EnqueueAsync(long run, CancellationToken cancellationToken = default)
        {
            lock (Runs)
                Runs.Add(run);
            return Task.CompletedTask;
        }

        public Task CancelAsync(long run, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
