using KDiffE.Tests.Shared;

namespace KDiffE.Infrastructure.Tests.Jobs;

public sealed class QuartzQueueTests(PostgresDatabase database) : TrainingQueueContract("quartz", database);

public sealed class QuartzMinute() : OneMinute("quartz");

public sealed class QuartzTicksTests(QuartzMinute minute) : TrainingTicksContract(minute), IClassFixture<QuartzMinute>;
