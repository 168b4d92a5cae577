using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Fitting;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Checkpoints;

[Collection(SeededTorch.Name)]
public sealed class ResumeTests : IDisposable
{
    private static readonly TrainingSettings Everything = new()
    {
        KDiffE = new KDiffESettings
        {
            Dim = 8,
            Batch = 64,
            Negatives = 16,
            Epochs = 9,
            EvaluateEvery = 2,
            KgHops = 2,
            MaxNeighbors = 2,
            Walks = 4,
            WalkLength = 10,
            Modalities = Switch.On,
        },
        Diffusion = new() { Hidden = 8, RebuildEvery = 3 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly Dataset _data = WithPictures(TinyDataset.Grouped(users: 60, items: 60, groups: 4, perUser: 10, seed: 3));

    // Right after the graphs were denoised, before they are again, and in between.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void AResumedTrainingEndsAsAnUndisturbedOne(int lastEpoch)
    {
        var undisturbed = new Trainer(_data, Everything, DeviceOperators.Cpu).Train(null, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var path = _folder.File("checkpoint");
        new Trainer(_data, Everything, DeviceOperators.Cpu).Train(null, stop.Token, new StopAfter(lastEpoch, path, stop)).Cancelled.ShouldBeTrue();

        var resumed = new Trainer(_data, Everything, DeviceOperators.Cpu).Train(null, TestContext.Current.CancellationToken, new From(Checkpoint.Read(path)));

        resumed.Model.Users.ShouldBe(undisturbed.Model.Users);
        resumed.Model.Items.ShouldBe(undisturbed.Model.Items);
        resumed.Epochs.Select(EpochReports.Untimed).ShouldBe(undisturbed.Epochs.Select(EpochReports.Untimed));
    }

    [Fact]
    public void AnEndedTrainingIsNotTrainedFurther()
    {
        var path = _folder.File("checkpoint");
        var once = new Trainer(_data, Everything, DeviceOperators.Cpu).Train(null, TestContext.Current.CancellationToken, new StopAfter(9, path, null));

        var again = new Trainer(_data, Everything, DeviceOperators.Cpu).Train(null, TestContext.Current.CancellationToken, new From(Checkpoint.Read(path)));

        again.Epochs.Count.ShouldBe(9);
        again.Model.Items.ShouldBe(once.Model.Items);
    }

    [Fact]
    public void ACheckpointOfAnotherModelIsRefused()
    {
        var path = _folder.File("checkpoint");
        new Trainer(_data, Everything, DeviceOperators.Cpu).Train(null, TestContext.Current.CancellationToken, new StopAfter(1, path, null));
        var wider = Everything with { KDiffE = Everything.KDiffE with { Dim = 16 } };

        Should.Throw<FormatException>(() => new Trainer(_data, wider, DeviceOperators.Cpu).Train(null, TestContext.Current.CancellationToken, new From(Checkpoint.Read(path))))
            .Message.ShouldContain("values instead of");
    }

    public void Dispose() => _folder.Dispose();

    private static Dataset WithPictures(Dataset data) => data with
    {
        Features = [new ItemFeature("image", 4, Matrices.Normal(data.Items * 4, seed: 5), [.. Enumerable.Repeat(true, data.Items)])],
    };

    private sealed class StopAfter(int last, string path, CancellationTokenSource? stop) : ICheckpoints
    {
        public Checkpoint? Last => null;

        public void EpochEnded(int epoch, Func<Checkpoint> capture)
        {
            if (epoch != last)
                return;
            capture().Write(path);
            stop?.Cancel();
        }
    }

    private sealed class From(Checkpoint checkpoint) : ICheckpoints
    {
        public Checkpoint? Last => checkpoint;

        public void EpochEnded(int epoch, Func<Checkpoint> capture)
        {
        }
    }
}
