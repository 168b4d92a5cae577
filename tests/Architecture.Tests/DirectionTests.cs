
namespace KDiffE.Architecture.Tests;

/// <summary>Who may use whom: nothing reaches upwards, and no two rooms use each other.</summary>
public sealed class DirectionTests
{
    [Theory]
    [InlineData("KDiffE.Domain", "KDiffE.Infrastructure", "KDiffE.Serving", "KDiffE.Training", "KDiffE.Api", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "TorchSharp")]
    [InlineData("KDiffE.Infrastructure", "KDiffE.Training", "KDiffE.Api", "TorchSharp")]
    [InlineData("KDiffE.Training", "KDiffE.Api")]
    [InlineData("KDiffE.Api", "KDiffE.Training", "KDiffE.Serving", "TorchSharp")]
    [InlineData("KDiffE.Serving", "KDiffE.Infrastructure", "KDiffE.Training", "KDiffE.Api", "Microsoft.EntityFrameworkCore", "Npgsql")]
    public void AProjectUsesNoneAboveOrBesideIt(string user, params string[] used) => Solution.Uses(user, used).ShouldBeEmpty();

    [Fact]
    public void ServingKnowsNoHttp() => Solution.Uses("KDiffE.Api.Serving", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Mvc").ShouldBeEmpty();

    [Fact]
    public void KernelsKnowNoTensor() => Solution.Uses("KDiffE.Training.Kernels", "TorchSharp").ShouldBeEmpty();

    [Fact]
    public void NoTwoRoomsUseEachOther()
    {
        // Migrations and the context that they describe are one thing, and generated.
        var uses = Solution.Types.Where(type => !type.Namespace.FullName.EndsWith(".Migrations", StringComparison.Ordinal))
            .SelectMany(type => type.Dependencies.Select(dependency => (From: type.Namespace.FullName, To: dependency.Target.Namespace?.FullName ?? "")))
            .Where(use => use.To.StartsWith("KDiffE.", StringComparison.Ordinal) && !use.To.EndsWith(".Migrations", StringComparison.Ordinal))
            .ToHashSet();

        uses.Where(use => string.CompareOrdinal(use.From, use.To) < 0 && uses.Contains((use.To, use.From))).ShouldBeEmpty();
    }
}
