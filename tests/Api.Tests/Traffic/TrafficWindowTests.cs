using KDiffE.Api.Traffic;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Tests.Traffic;

/// <summary>What is counted of requests, how long it is remembered, and what may be added up.</summary>
public sealed class TrafficWindowTests
{
    // A bucket is 2^(1/8) wide.
    private const double Exactness = 1.0906;

    private readonly Clock _clock = new();

    [Fact]
    public void AnEmptyMinuteHasNoLatencies()
    {
        var figures = new TrafficWindow(_clock).Read();

        (figures.RequestsPerSecond, figures.ErrorsPerSecond, figures.Quantile(0.5), figures.Quantile(0.95)).ShouldBe((0, 0, null, null));
        figures.Answers.ShouldBe(new AnswerCounts(0, 0, 0, 0, 0));
    }

    [Fact]
    public void ForgetsWhatIsAMinuteOldAndNothingElse()
    {
        var window = new TrafficWindow(_clock);
        window.AddRequest(0.002, isError: true);
        window.AddAnswers(RecommendationSource.FoldIn, 3);
        _clock.Now += TimeSpan.FromSeconds(30);
        for (var request = 0; request < 12; request++)
            window.AddRequest(0.004, isError: false);
        window.AddAnswers(RecommendationSource.Graph, 1);

        _clock.Now += TimeSpan.FromSeconds(29);
        var whole = window.Read();
        _clock.Now += TimeSpan.FromSeconds(1);
        var later = window.Read();
        _clock.Now += TimeSpan.FromMinutes(10);
        window.AddRequest(1, isError: false);
        var last = window.Read();

        (whole.RequestsPerSecond, whole.ErrorsPerSecond, whole.Answers).ShouldBe((0.217, 0.017, new AnswerCounts(0, 3, 0, 0, 1)));
        (later.RequestsPerSecond, later.ErrorsPerSecond, later.Answers).ShouldBe((0.2, 0, new AnswerCounts(0, 0, 0, 0, 1)));
        (last.RequestsPerSecond, last.Answers).ShouldBe((0.017, new AnswerCounts(0, 0, 0, 0, 0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void QuantilesOfSeveralNodesAreThoseOfAllTheirRequests(int requests)
    {
        var random = new Random(requests);
        // From some microseconds to some seconds.
        var latencies = Enumerable.Range(0, requests).Select(_ => Math.Exp(random.NextDouble() * 12 - 11)).ToList();
        TrafficWindow[] windows = [new(_clock), new(_clock), new(_clock)];
        foreach (var latency in latencies)
            windows[random.Next(windows.Length)].AddRequest(latency, isError: false);
        latencies.Sort();

        // As they come over the database.
        var sum = windows.Select(window => TrafficFigures.Parse(window.Read().ToJson())!).Aggregate((left, right) => left + right);

        foreach (var share in (double[])[0.5, 0.95, 1])
        {
            var exact = latencies[(int)Math.Ceiling(share * requests) - 1] * 1000;
            sum.Quantile(share)!.Value.ShouldBeInRange(exact / Exactness - 0.001, exact * Exactness + 0.001, $"{share} of {requests}");
        }
    }

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(0.000001, 0.01)]
    [InlineData(86_400, 70_000)]
    public void LatenciesOutsideTheBucketsCountInTheOutermost(double seconds, double milliseconds)
    {
        var window = new TrafficWindow(_clock);
        window.AddRequest(seconds, isError: false);

        window.Read().Quantile(1)!.Value.ShouldBeInRange(milliseconds * 0.8, milliseconds * 1.2);
    }

    [Fact]
    public void AllocatesNothingForARequest()
    {
        var window = new TrafficWindow(_clock);
        Ask(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask(10_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Ask(int times)
        {
            for (var time = 0; time < times; time++)
            {
                window.AddRequest(time * 0.0001, isError: false);
                window.AddAnswers(RecommendationSource.Model, 1);
                _clock.Now += TimeSpan.FromMilliseconds(100);
            }
        }
    }

    [Fact]
    public async Task CountsEveryRequestOfManyThreads()
    {
        var window = new TrafficWindow(_clock);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var request = 0; request < 15_000; request++)
                window.AddRequest(0.001, isError: request % 2 == 0);
        })));

        (window.Read().RequestsPerSecond, window.Read().ErrorsPerSecond).ShouldBe((2000, 1000));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"errors":0,"answers":{"model":1,"fold_in":0,"popular":0,"latest":0,"graph":0},"latencies":[1,2,3]}""")]
    [InlineData("""{"errors":"many"}""")]
    public void WhatAnotherVersionCountsOtherwiseIsLeftOut(string? told) => TrafficFigures.Parse(told).ShouldBeNull();

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(3);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
