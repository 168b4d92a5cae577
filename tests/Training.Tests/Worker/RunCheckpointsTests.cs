using KDiffE.TestKit;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Worker;

namespace KDiffE.Training.Tests.Worker;

public sealed class RunCheckpointsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Clock _clock = new();
    private readonly CancellationTokenSource _stopping = new();
    private bool _stopped;

    private string FilePath => _folder.File("checkpoint");

    [Fact]
    public void OneIsStoredWheneverTheIntervalHasPassed()
    {
        var checkpoints = Open();
        var stored = new List<int>();
        for (var epoch = 1; epoch <= 10; epoch++)
        {
            _clock.Advance(TimeSpan.FromSeconds(4));
            checkpoints.EpochEnded(epoch, () => { stored.Add(epoch); return Of(epoch); });
        }

        // Every third epoch ends more than ten seconds after the last checkpoint.
        stored.ShouldBe([3, 6, 9]);
        Open().Last!.GetValue<int>("epoch").ShouldBe(9);
        _stopped.ShouldBeFalse();
    }

    [Fact]
    public void AStopStoresTheEpochAndEndsTheTraining()
    {
        var checkpoints = Open();
        _stopping.Cancel();

        checkpoints.EpochEnded(1, () => Of(1));

        _stopped.ShouldBeTrue();
        Open().Last!.GetValue<int>("epoch").ShouldBe(1);
    }

    [Fact]
    public void ARunWithoutACheckpointBeginsAnew() => Open().Last.ShouldBeNull();

    [Fact]
    public void ADamagedCheckpointIsRefused()
    {
        Of(1).Write(FilePath);
        using (var file = File.OpenWrite(FilePath))
            file.SetLength(file.Length - 1);

        Should.Throw<FormatException>(() => Open().Last);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _stopping.Dispose();
    }

    private RunCheckpoints Open() => new(FilePath, TimeSpan.FromSeconds(10), _clock, () => _stopped = true, _stopping.Token);

    private static Checkpoint Of(int epoch)
    {
        var checkpoint = new Checkpoint();
        checkpoint.PutValue("epoch", epoch);
        checkpoint.Put("weights", [1, 2, 3]);
        return checkpoint;
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        internal void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
