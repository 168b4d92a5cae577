using KDiffE.TestKit;

namespace KDiffE.Training.Tests.Commands;

/// <summary>A demo catalogue that tests read and leave as it is.</summary>
public sealed class SmallDemo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal string Folder => _folder.File("demo");

    public async ValueTask InitializeAsync() =>
        (await Kdiffe.RunAsync(null, "demo", Folder, "--users", "150", "--items", "80")).ExitCode.ShouldBe(0);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
