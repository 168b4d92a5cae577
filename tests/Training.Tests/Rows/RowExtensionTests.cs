using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;
using KDiffE.Training.Rows;

namespace KDiffE.Training.Tests.Rows;

/// <summary>The dot product of served rows is the formula of their weights, worked out by hand.</summary>
public sealed class RowExtensionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    // User 0 has items 0 and 1, user 1 item 0. Items 0 and 2 share entity 4, items 1 and 3 entity 5: log(4/2) each.
    private static readonly Dataset Data = TinyDataset.WithTriples(4, 2, 1, new Triples([0, 2, 1, 3], [0, 0, 0, 0], [4, 4, 5, 5])) with
    {
        UserIds = ["a", "b"],
        Train = new Interactions([0, 0, 1], [0, 1, 0]),
    };

    // Users (3, 4) and (0, 2); the two items with interactions are 2 and 4 long, 3 on average.
    private static readonly Part Learnt = new(2, [3, 4, 0, 2], [2, 0, 0, 4, 6, 0, 0, 1]);

    [Fact]
    public void AScoreIsTheSumOfItsParts()
    {
        var weights = RowWeights.None.WithProfile("graph", 2) with { Popularity = 0.5 };

        var (rows, parts) = new RowExtension(Data, new KDiffESettings(), Learnt, Token).Serve(weights);

        parts.ShouldBe(new RowParts(2, 2, 1));
        // User a, item 2: (.6, .8)·(2, 0) = 1.2; two items have each entity, so that FᵀF = 2·I and λ = 2, and the ridge halves
        // the cosines: 1 with item 0 and 0 with item 1; nobody has it.
        Score(rows, 0, 2).ShouldBe(1.2f + 2 * 0.5f * 0.5f, tolerance: 1e-4f);
        // User b, item 1: (0, 1)·(0, 4/3); cosine 0 with item 0; half as many as the most popular has.
        Score(rows, 1, 1).ShouldBe(4f / 3 + 0.5f * MathF.Sqrt(0.5f), tolerance: 1e-4f);
    }

    [Fact]
    public void WithoutWeightsUsersAreOneLongAndRankingsTheSame()
    {
        var (rows, parts) = new RowExtension(Data, new KDiffESettings(), Learnt, Token).Serve(RowWeights.None);

        parts.ShouldBe(RowParts.Of(2));
        rows.Users.ShouldBe([0.6f, 0.8f, 0, 1], tolerance: 1e-6);
        rows.Items.ShouldBe([2f / 3, 0, 0, 4f / 3, 2, 0, 0, 1f / 3], tolerance: 1e-6);
    }

    [Fact]
    public void ProfilesOfSeveralSourcesShareTheColumnsThatThereMayBe()
    {
        var data = Data with { Features = [new ItemFeature("image", 1, [1, 1, -1, -1], [true, true, true, true])] };
        var weights = RowWeights.None.WithProfile("graph", 1).WithProfile("image", 3);
        var whole = new RowExtension(data, new KDiffESettings { ProfileDim = 3 }, Learnt, Token).Serve(weights);

        var (rows, parts) = new RowExtension(data, new KDiffESettings { ProfileDim = 2 }, Learnt, Token).Serve(weights);

        (whole.Parts.Profile, parts.Profile).ShouldBe((3, 2));
        // The strongest direction is the image's, ±1 with weight 3: user a has it by both items.
        (Score(rows, 0, 1) - Score(rows, 0, 3)).ShouldBe(Score(whole.Rows, 0, 1) - Score(whole.Rows, 0, 3), tolerance: 1e-3f);
    }

    [Fact]
    public void RareItemsLeanOnWhatIsPredictedAndThoseWithoutInteractionsStay()
    {
        // Predicted are (0, 2) of item 0, which has one interaction, and (2, 2) of item 1, which has three.
        var blended = new Blend("graph", 1).Apply([1, 0, 0, 4, 5, 5], 2, Predicted, [1, 3, 0]);

        // b = 1/2 for item 0, 1/4 for item 1.
        blended.ShouldBe([0.5f, 1, 0.5f, 3.5f, 5, 5], tolerance: 1e-6);
    }

    [Fact]
    public void ItemsWithoutInteractionsStandWhereTheirContentPlacesThemAndOthersStay()
    {
        new Placement("graph", 3).Apply([1, 0, 5, 5, 6, 6], 2, Predicted, [1, 0, 0]).ShouldBe([1, 0, 6, 6, 6, 6], tolerance: 1e-6);
    }

    private static Tower Predicted { get; } = new("graph", [0, 2, 2, 2, 9, 9], [true, true, false], 0.5);

    private static float Score(Part rows, int user, int item) =>
        Domain.Numerics.DotProduct.Of(rows.Users.AsSpan(user * rows.Dim, rows.Dim), rows.Items.AsSpan(item * rows.Dim, rows.Dim));
}
