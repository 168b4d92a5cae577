using KDiffE.Training.Model.Credibility;

namespace KDiffE.Training.Tests.Model.Credibility;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void OddsAreThoseOfTheSharesHoweverManyMembersAClassHas()
    {
        // Nine in ten of the first class have the feature, three in ten of the second, which has ten times as many members.
        double[][] first = [[.. Enumerable.Range(0, 10_000).Select(k => k % 10 < 9 ? 1.0 : 0.0)]];
        double[][] second = [[.. Enumerable.Range(0, 100_000).Select(k => k % 10 < 3 ? 1.0 : 0.0)]];

        var odds = new LogisticRegression(first, second).LogOdds([[1, 0]]);

        odds[0].ShouldBe(Math.Log(.9 / .3), 1e-3);
        odds[1].ShouldBe(Math.Log(.1 / .7), 1e-3);
    }

    [Fact]
    public void AFeatureThatIsTheSameForAllSaysNothing()
    {
        var regression = new LogisticRegression([[5, 5, 5], [1, 2, 3]], [[5, 5], [0, 1]]);

        regression.Weights[0].ShouldBe(0, 1e-9);
        regression.Weights[1].ShouldBePositive();
    }

    [Fact]
    public void WithoutAnythingToTellApartTheOddsAreEven()
    {
        new LogisticRegression([[1, 2]], [[]]).LogOdds([[1, 2]]).ShouldBe([0, 0]);
    }
}
