using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Tests.Fitting;

/// <summary>What a training will take, said before it begins.</summary>
public sealed class MemoryForecastTests
{
    private const double Megabyte = 1 << 20;

    // Peaks of trainings of two epochs, as docs/scale.md lists them.
    [Theory]
    [InlineData(20_000, 10_000, 320_267, 0, 96, 590)]
    [InlineData(20_000, 10_000, 1_280_839, 0, 96, 765)]
    [InlineData(76_092, 39_082, 320_226, 0, 96, 947)]
    [InlineData(76_092, 39_082, 320_226, 0, 32, 692)]
    [InlineData(20_000, 10_000, 320_267, 79_200, 96, 1501)]
    [InlineData(39_872, 20_000, 320_227, 160_000, 96, 2098)]
    [InlineData(40_000, 20_000, 738_437, 27_188, 96, 2212)]
    [InlineData(20_000, 20_000, 796_843, 1_430, 64, 1405)]
    [InlineData(60_000, 60_000, 2_380_965, 4_270, 64, 2220)]
    [InlineData(200_000, 200_000, 7_983_278, 14_210, 64, 5282)]
    [InlineData(1_000_000, 1_000_000, 39_956_881, 71_010, 64, 22_226)]
    [InlineData(17_860, 14_967, 58_900, 35_112, 96, 1660)]
    [InlineData(9_308, 6_710, 59_541, 256, 96, 1606, 128, 128)]
    [InlineData(943, 1_682, 80_808, 91_745, 96, 969)]
    [InlineData(1_858, 1_425, 44_327, 38_561, 96, 634)]
    [InlineData(20_000, 10_000, 320_267, 0, 96, 1023, 4)]
    [InlineData(20_000, 10_000, 320_267, 0, 96, 1775, 4096)]
    public void IsMetByWhatTrainingsOfKnownSizeTook(int users, int items, int interactions, int columns, int dim, int measured, params int[] features) =>
        (new MemoryForecast(users, items, interactions, columns, features, dim, ProfileDim: 159).Bytes / Megabyte / measured).ShouldBeInRange(1 / 1.2, 1.2);

    [Fact]
    public void SaysOfAMillionUsersAndItemsWhatTheyNeedBeforeAnythingIsTrained()
    {
        // 400 MiB, 13 · 2,000,000 · 384 bytes and 165 MiB for each of 50 million; of a feature of 512 values 350 MiB, 4 · 2,000,000 · 636 bytes,
        // 3 · 1,000,000 · 2,048 bytes and 512² · 16 bytes.
        var forecast = new MemoryForecast(1_000_000, 1_000_000, 50_000_000, 0, [], Dim: 96, ProfileDim: 159);
        (forecast.Bytes / Megabyte).ShouldBe(400 + 9_521.5 + 8_250, 0.1);
        ((forecast with { FeatureDims = [512] }).Bytes / Megabyte).ShouldBe(400 + 9_521.5 + 8_250 + 350 + 4_852.3 + 5_859.4 + 4, 0.1);
    }

    [Theory]
    [InlineData(310, true)]
    [InlineData(330, false)]
    public void ATrainingThatWouldNotFitIsRefusedByWhatItTakesAndWhatItMayTake(int megabytes, bool isRefused)
    {
        var data = Small();
        var settings = new TrainingSettings { KDiffE = new() { Epochs = 1, Dim = 8 } };
        var epochs = new List<EpochReport>();
        // Of such a small one it is the program itself: 400 MiB, of which four fifths must fit.
        var train = () => new Experiment(data, DeviceOperators.Cpu, megabytes << 20).Train(settings, new Reports(epochs), CancellationToken.None);

        if (isRefused)
        {
            Should.Throw<InvalidOperationException>(train).Message.ShouldStartWith(
                "Training would take about 0.4 GiB of memory for 6 users, 6 items and 18 interactions with KDiffE:Dim=8, and may take 0.3 GiB.");
            epochs.ShouldBeEmpty();
        }
        else
        {
            train().Epochs.Count.ShouldBe(1);
        }
    }

    // Each user has the three items that follow his own number.
    private static Dataset Small()
    {
        int[] users = [.. Enumerable.Range(0, 18).Select(pair => pair / 3)];
        int[] items = [.. Enumerable.Range(0, 18).Select(pair => ((pair / 3) + (pair % 3)) % 6)];
        string[] ids = [.. Enumerable.Range(0, 6).Select(id => $"{id}")];
        return new Dataset(
            "small", ids, ids, [], [], new string?[6], new Interactions(users, items), new Interactions([0, 1], [3, 4]), Interactions.Empty, Triples.Empty, []);
    }

    private sealed class Reports(List<EpochReport> heard) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => heard.Add(value);
    }
}
