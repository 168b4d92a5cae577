namespace KDiffE.EndToEnd.Tests.Images;

/// <summary>Whoever builds a commit gets what everybody gets.</summary>
[Trait("Category", "Slow")]
public sealed class ReproducibleTests
{
    [Theory]
    [InlineData("Api")]
    [InlineData("Training")]
    public async Task TwoBuildsOfACommitInDifferentFoldersAreTheSameByteByByte(string project) =>
        (await Containers.RunAsync("eng/reproducible.sh", project)).ShouldContain("the same twice");
}
