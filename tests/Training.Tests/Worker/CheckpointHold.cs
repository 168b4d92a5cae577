using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Worker;

/// <summary>A clock that stands still once a training has stored a checkpoint, and the training with it: what a test does then comes before its next epoch.</summary>
/// <param name="folder">Has the folder of runs.</param>
/// <param name="checkpoint">The checkpoint's name, with or without wildcards.</param>
internal sealed class CheckpointHold(TemporaryFolder folder, string checkpoint) : TimeProvider, IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until the training stands still.</summary>
    internal Task ReachedAsync() => _reached.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

    /// <summary>Lets it go on, for good.</summary>
    internal void Release() => _released.Set();

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        if (!_released.IsSet && Directory.EnumerateFiles(folder.Folder, checkpoint, SearchOption.AllDirectories).Any())
        {
            _reached.TrySetResult();
            _released.Wait();
        }

        return base.GetTimestamp();
    }

    public void Dispose()
    {
        _released.Set();
        _released.Dispose();
    }
}
