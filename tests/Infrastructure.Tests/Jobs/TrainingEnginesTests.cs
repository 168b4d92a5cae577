using KDiffE.Infrastructure.Jobs;

namespace KDiffE.Infrastructure.Tests.Jobs;

public sealed class TrainingEnginesTests
{
    [Fact]
    public void FindsAnEngineByItsName() => TrainingEngines.Find("quartz").Name.ShouldBe("quartz");

    [Fact]
    public void IsQuartzWhereNothingIsConfigured() => TrainingEngines.Find(null).Name.ShouldBe("quartz");

    [Fact]
    public void RefusesAnUnknownNameAndNamesTheKnown()
    {
        var message = Should.Throw<InvalidOperationException>(() => TrainingEngines.Find("celery")).Message;

        message.ShouldStartWith("Training:Queue is 'celery', and this build has: ");
        message.ShouldEndWith("quartz.");
    }
}
