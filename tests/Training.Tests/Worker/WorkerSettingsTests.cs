using KDiffE.Infrastructure.Events;
using KDiffE.Training.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Tests.Worker;

/// <summary>What the worker's settings are called, are when nobody sets them, and may be.</summary>
public sealed class WorkerSettingsTests
{
    [Fact]
    public void TheDefaultsAreThoseOfTheDocumentation()
    {
        using var settings = Read();

        settings.GetRequiredService<IStartupValidator>().Validate();
        var lease = Of<LeaseOptions>(settings);
        (lease.Heartbeat, lease.Silence, lease.StallAfter, lease.MaxAttempts, lease.MaxInterruptions)
            .ShouldBe((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30), 5, 20));
        var folder = Of<RunFolderOptions>(settings);
        (folder.Folder, folder.CheckpointEvery).ShouldBe((".local/runs", TimeSpan.FromSeconds(15)));
        var data = Of<RunDataOptions>(settings);
        (data.Dataset, data.MinUsers, data.MinItems, data.MinInteractions, data.MinHeldOut).ShouldBe(("database", 10, 21, 100, 10));
        (Of<DeviceOptions>(settings).Device, Of<ShutdownOptions>(settings).StopWithin).ShouldBe(("auto", TimeSpan.FromSeconds(20)));
        Of<GateOptions>(settings).MaxRelativeDrop.ShouldBe(0.03);
        (Of<RetentionOptions>(settings).KeepSnapshots, Of<RetentionOptions>(settings).KeepUnserved).ShouldBe((5, 3));
        Of<BaselineOptions>(settings).LightGcnDays.ShouldBe(7);
        Of<PositivesOptions>(settings).Positives.AreAll.ShouldBeTrue();
    }

    [Fact]
    public void EveryPartIsReadFromTheSectionTraining()
    {
        using var settings = Read(
            ("Training:Heartbeat", "00:00:01"), ("Training:Folder", "/runs"), ("Training:Dataset", "films"), ("Training:Device", "cuda:1"),
            ("Training:MaxRelativeDrop", "0.5"), ("Training:KeepSnapshots", "7"), ("Training:StopWithin", "00:01:00"));

        settings.GetRequiredService<IStartupValidator>().Validate();
        (Of<LeaseOptions>(settings).Heartbeat, Of<RunFolderOptions>(settings).Folder, Of<RunDataOptions>(settings).Dataset, Of<DeviceOptions>(settings).Device)
            .ShouldBe((TimeSpan.FromSeconds(1), "/runs", "films", "cuda:1"));
        (Of<GateOptions>(settings).MaxRelativeDrop, Of<RetentionOptions>(settings).KeepSnapshots, Of<ShutdownOptions>(settings).StopWithin)
            .ShouldBe((0.5, 7, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("Heartbeat", "00:00:00", "Training:Heartbeat is '00:00:00', but must be from 00:00:00.0100000 to 00:10:00.")]
    [InlineData("Heartbeat", "00:00:10", "Training:Silence (00:00:30) must be more than three times Training:Heartbeat (00:00:10).")]
    [InlineData("StopWithin", "-00:00:01", "Training:StopWithin is '-00:00:01', but must be from 00:00:00 to 1.00:00:00.")]
    [InlineData("StallAfter", "00:00:00", "Training:StallAfter is '00:00:00', but must be from 00:00:01 to 10.00:00:00.")]
    [InlineData("CheckpointEvery", "2.00:00:00", "Training:CheckpointEvery is '2.00:00:00', but must be from 00:00:00 to 1.00:00:00.")]
    [InlineData("MaxAttempts", "0", "Training:MaxAttempts is '0', but must be from 1 to 1000.")]
    [InlineData("MaxInterruptions", "0", "Training:MaxInterruptions is '0', but must be from 1 to 1000.")]
    [InlineData("MinItems", "0", "Training:MinItems is '0', but must be from 1 to 2147483647.")]
    [InlineData("KeepSnapshots", "1", "Training:KeepSnapshots is '1', but must be from 2 to 10000.")]
    [InlineData("KeepUnserved", "0", "Training:KeepUnserved is '0', but must be from 1 to 10000.")]
    [InlineData("MaxRelativeDrop", "1.5", "Training:MaxRelativeDrop is '1.5', but must be from 0 to 1.")]
    [InlineData("LightGcnDays", "-2", "Training:LightGcnDays is '-2', but must be from -1 to 3650.")]
    [InlineData("Device", "gpu", "Training:Device is 'gpu', but must be one of auto | cpu | cuda[:n].")]
    [InlineData("MinRating", "NaN", "Training:MinRating is 'NaN', but must be a number.")]
    [InlineData("MinRating", "abc", "Training:MinRating is 'abc', but must be a number.")]
    [InlineData("EventWeights:buy", "2", "Training:EventWeights is called Events now, for API and workers alike: Events:dislike=-1.")]
    [InlineData("Folder", "", "Training:Folder is empty.")]
    public void RefusesWhatIsOutOfRangeWithSettingValueAndRange(string setting, string value, string message)
    {
        using var settings = Read(($"Training:{setting}", value));

        Should.Throw<OptionsValidationException>(() => settings.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("Events:dislike", "abc", "Events:dislike is 'abc', but must be a number.")]
    [InlineData("Events:dislike", "", "Events:dislike is '', but must be a number.")]
    [InlineData("Events:buy", "-Infinity", "Events:buy is '-Infinity', but must be a number.")]
    [InlineData("Events:view:Hides", "maybe", "Events:view:Hides is 'maybe', but must be true or false.")]
    public void RefusesWhatSaysNothingOfEvents(string setting, string value, string message)
    {
        using var settings = Read((setting, value));

        Should.Throw<OptionsValidationException>(() => settings.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldBe(message);
    }

    [Fact]
    public void ReadsWhatKindsOfEventsWeighAndWhetherTheyHide()
    {
        using var settings = Read(("Events:view", "0"), ("Events:view:Hides", "false"), ("Events:dislike", "-1"), ("Training:MinRating", "3"));

        var positives = Of<PositivesOptions>(settings).Positives;
        (positives.WeightOf("view", null), positives.WeightOf("dislike", null), positives.WeightOf("buy", 2), positives.WeightOf("buy", 3)).ShouldBe((0, -1, 0, 1));
        (positives.Hides("view"), positives.Hides("dislike"), positives.Hides(null)).ShouldBe((false, true, true));
    }

    [Fact]
    public void RefusesWhatIsNoSuchValueAndNamesTheSetting()
    {
        using var settings = Read(("Training:MinUsers", "many"));

        var message = Should.Throw<InvalidOperationException>(() => settings.GetRequiredService<IStartupValidator>().Validate()).Message;

        message.ShouldContain("'many'");
        message.ShouldContain("'Training:MinUsers'");
    }

    private static TOptions Of<TOptions>(IServiceProvider settings)
        where TOptions : class => settings.GetRequiredService<IOptions<TOptions>>().Value;

    private static ServiceProvider Read(params (string Name, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value))).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddWorkerSettings().BuildServiceProvider();
    }
}
