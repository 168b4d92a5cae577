using KDiffE.Tests.Shared;

namespace KDiffE.Infrastructure.Tests.Jobs.Hangfire;

public sealed class HangfireQueueTests(PostgresDatabase database) : TrainingQueueContract("hangfire", database);

public sealed class HangfireMinute() : OneMinute("hangfire");

public sealed class HangfireTicksTests(HangfireMinute minute) : TrainingTicksContract(minute), IClassFixture<HangfireMinute>;
