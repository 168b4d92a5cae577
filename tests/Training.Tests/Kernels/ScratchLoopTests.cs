using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class ScratchLoopTests
{
    [Fact]
    public void EachIsDoneOnceAndNoMoreIsMadeToWorkInThanThreadsWorkAtATime()
    {
        var (done, made) = (new int[400], 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };

        // Longer than a thread stays in a loop before it comes back to it.
        ScratchLoop.For(done.Length, options, () => Interlocked.Increment(ref made), (k, _) =>
        {
            Interlocked.Increment(ref done[k]);
            Thread.Sleep(2);
        });

        done.ShouldAllBe(times => times == 1);
        made.ShouldBeInRange(1, 2);
    }
}
