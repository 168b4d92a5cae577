using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Fitting;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Search;

/// <summary>A search that has so many seconds, over trainings that say how long they took.</summary>
public sealed class BudgetedSearchTests
{
    private const int SecondsEach = 30;

    private static readonly TrainingSettings Base = new() { KDiffE = new() { Seed = 4 } };

    private readonly Dataset _data = TinyDataset.Grouped(users: 40, items: 40, groups: 4, perUser: 10, seed: 3);
    private readonly List<int> _kept = [];

    // The score of each trial by its number; what is not here has 0.1.
    private readonly Dictionary<int, double> _scores = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TriesWhileThereIsBudgetAndChoosesTheBest()
    {
        _scores[3] = 0.4;

        var tuned = await ChooseAsync(100);

        // After the third 10 s are left, the third part of what the defaults take; after the fourth nothing is.
        _kept.ShouldBe([1, 2, 3, 4]);
        (tuned.Choice!.Trial, tuned.Choice.Trials, tuned.Choice.Seconds, tuned.Choice.BudgetSeconds).ShouldBe((3, 4, 4 * SecondsEach, 100));
        tuned.Settings.ShouldBe(Search().SettingsOf(TrialOf(3)));
        tuned.Choice.Settings.ShouldBe(Search().NewStudy.Differing(TrialOf(3)), ignoreOrder: true);
        (tuned.Choice.Recall, tuned.Choice.DefaultRecall).ShouldBe((0.2, 0.05));
        tuned.Choice.Reason.ShouldBe("Trial 3: its recall@20 + NDCG@20 of 0.4000 is the best of 4 trials on the validation part; the defaults have 0.1000.");
        tuned.Fit!.Settings.ShouldBe(tuned.Settings);
        tuned.Searched.ShouldBeTrue();
    }

    [Fact]
    public async Task KeepsTheDefaultsWhereNothingIsBetter()
    {
        _scores[1] = 0.5;

        var tuned = await ChooseAsync(100);

        (tuned.Settings, tuned.Choice!.Trial, tuned.Choice.Settings.Count).ShouldBe((Base, 1, 0));
        tuned.Choice.Reason.ShouldBe("The defaults: their recall@20 + NDCG@20 of 0.5000 is the best of 4 trials on the validation part.");
    }

    [Fact]
    public async Task TrainsTheDefaultsToTheirEndHoweverSmallTheBudgetIs()
    {
        var tuned = await ChooseAsync(0.01);

        _kept.ShouldBe([1]);
        (tuned.Choice!.Trial, tuned.Fit!.Cancelled).ShouldBe((1, false));
    }

    [Fact]
    public async Task WithoutABudgetTrainsNothingAndTakesWhatWasFoundBefore()
    {
        (await ChooseAsync(0)).Choice!.Reason.ShouldBe("The defaults: no trial has ended well, or none was to be made.");
        _scores[2] = 0.4;
        var before = await StudyAsync(1, 2);

        var tuned = await ChooseAsync(0, before);

        (tuned.Choice!.Trial, tuned.Fit, tuned.Searched).ShouldBe((2, null, false));
        tuned.Settings.ShouldBe(Search().SettingsOf(TrialOf(2)));
    }

    [Fact]
    public async Task GoesOnWhereItStoppedAndTrainsNothingTwice()
    {
        _scores[2] = 0.4;
        var before = await StudyAsync(1, 2, 3);

        var tuned = await ChooseAsync(150, before);

        _kept.ShouldBe([4, 5]);
        // The training of an earlier call is not at hand.
        (tuned.Choice!.Trial, tuned.Choice.Trials, tuned.Fit).ShouldBe((2, 5, null));
    }

    [Fact]
    public async Task OnOtherDataTrainsTheDefaultsAndTheBestSoFarFirstAndDrawsWhatWasNeverDrawn()
    {
        _scores[3] = 0.4;
        var earlier = new EarlierTrials(await StudyAsync(1, 2, 3), Seconds: 3 * SecondsEach, LastNumber: 9);
        _scores[3] = 0.2;
        _scores[10] = 0.3;

        var tuned = await ChooseAsync(190, earlier: earlier);

        _kept.ShouldBe([1, 3, 10, 11]);
        (tuned.Choice!.Trial, tuned.Choice.Trials, tuned.Choice.Seconds).ShouldBe((10, 4, 7 * SecondsEach));
    }

    [Fact]
    public async Task OnOtherDataTakesTheBestSoFarOnceTheBudgetIsSpent()
    {
        _scores[3] = 0.4;
        var earlier = new EarlierTrials(await StudyAsync(1, 2, 3), Seconds: 3 * SecondsEach, LastNumber: 3);

        var tuned = await ChooseAsync(90, earlier: earlier);

        _kept.ShouldBeEmpty();
        tuned.Settings.ShouldBe(Search().SettingsOf(TrialOf(3)));
        tuned.Choice!.Reason.ShouldBe("Trial 3: its recall@20 + NDCG@20 of 0.4000 is the best of 3 trials on the validation part of earlier data; the defaults have 0.1000.");
    }

    [Fact]
    public async Task ATrialThatTheBudgetEndsCountsWithWhatItHasAndIsTrainedAgain()
    {
        _scores[2] = 0.4;
        var search = Search((settings, end) =>
        {
            var first = settings == Base;
            end.WaitHandle.WaitOne(first ? TimeSpan.Zero : TimeSpan.FromMinutes(2));
            return Fit(settings, first ? 0.05 : 1, cancelled: !first);
        });

        var tuned = await new BudgetedSearch(search, TimeSpan.FromSeconds(0.1), TimeProvider.System).ChooseAsync(search.NewStudy, EarlierTrials.None, Keep, Cancelled);

        _kept.ShouldBe([1, 2]);
        (tuned.Choice!.Trial, tuned.Fit).ShouldBe((2, null));
    }

    [Fact]
    public async Task GivesUpWhereTenInARowFail()
    {
        var search = Search((settings, _) => settings == Base ? Fit(settings, SecondsEach) : throw new InvalidSettingException("It does not go with what is fixed."));

        var tuned = await new BudgetedSearch(search, TimeSpan.FromHours(1), TimeProvider.System).ChooseAsync(search.NewStudy, EarlierTrials.None, Keep, Cancelled);

        _kept.ShouldBe(Enumerable.Range(1, 11));
        tuned.Choice!.Trial.ShouldBe(1);
    }

    [Fact]
    public async Task ACancelledSearchKeepsWhatHasEndedAndNoMore()
    {
        using var cancel = new CancellationTokenSource();
        var search = Search((settings, end) =>
        {
            if (settings != Base)
                cancel.Cancel();
            end.ThrowIfCancellationRequested();
            return Fit(settings, SecondsEach);
        });

        await Should.ThrowAsync<OperationCanceledException>(
            () => new BudgetedSearch(search, TimeSpan.FromHours(1), TimeProvider.System).ChooseAsync(search.NewStudy, EarlierTrials.None, Keep, cancel.Token));

        _kept.ShouldBe([1]);
    }

    private Task<TunedSettings> ChooseAsync(double budget, Study? study = null, EarlierTrials? earlier = null)
    {
        var search = Search();
        return new BudgetedSearch(search, TimeSpan.FromSeconds(budget), TimeProvider.System)
            .ChooseAsync(study ?? search.NewStudy, earlier ?? EarlierTrials.None, Keep, Cancelled);
    }

    private Task Keep(Study study)
    {
        _kept.Add(study.Trials[^1].Number);
        return Task.CompletedTask;
    }

    private Task<Study> StudyAsync(params int[] numbers)
    {
        var search = Search();
        return Task.FromResult(search.NewStudy with { Trials = [.. numbers.Select(number => search.TryRun(number, CancellationToken.None, Cancelled)!.Value.Trial)] });
    }

    private static Trial TrialOf(int number) =>
        new(number, SearchSpace.Read("default").Draw(Base.KDiffE.Seed, number), Valid: null, BestEpoch: 0, Epochs: 0, Seconds: 0, Error: null);

    private RandomSearch Search(Func<TrainingSettings, CancellationToken, FitResult>? train = null) =>
        new(_data, Base, SearchSpace.Read("default"), train ?? ((settings, end) =>
        {
            end.ThrowIfCancellationRequested();
            return Fit(settings, SecondsEach);
        }));

    private FitResult Fit(TrainingSettings settings, double seconds, bool cancelled = false)
    {
        var number = settings == Base ? 1 : Enumerable.Range(2, 20).First(draw => Search().SettingsOf(TrialOf(draw)) == settings);
        var score = _scores.GetValueOrDefault(number, 0.1);
        return new FitResult(new TrainedModel(1, NormExponent: 1, Dim: 1, [], []), [], MeanSimilarity: null, [], [], cancelled, settings, seconds)
        {
            Extended = new ValidationFigures(score / 2, score / 2, NormExponent: 1),
        };
    }
}
