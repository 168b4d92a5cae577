using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Paper;

namespace KDiffE.Training.Tests.Paper;

public sealed class UserShareTests
{
    private readonly Dataset _data = TinyDataset.Grouped(users: 70, items: 40, groups: 4, perUser: 10, seed: 3);

    [Fact]
    public void SomeUsersKeepTheirRowsAndAllItemsStay()
    {
        var some = new UserShare(2).Of(_data);

        some.Users.ShouldBe(20);
        some.Items.ShouldBe(40);
        foreach (var part in new Func<Dataset, Interactions>[] { data => data.Train, data => data.Valid, data => data.Test })
            Rows(some, part(some)).ShouldBe(Rows(_data, part(_data)).Where(row => some.UserIds.Contains(row.User)), ignoreOrder: true);
    }

    [Fact]
    public void AllSeventhsAreTheWholeDataset()
    {
        var all = new UserShare(7).Of(_data);

        all.UserIds.ShouldBe(_data.UserIds);
        all.Train.Users.ShouldBe(_data.Train.Users);
        all.Train.Items.ShouldBe(_data.Train.Items);
    }

    [Fact]
    public void TheSizesAreThoseOfThePaperOnItsDataset() =>
        UserShare.All.Select(share => share.Count(35_598)).ShouldBe([5_085, 10_170, 20_341, 30_512, 35_598]);

    private static IEnumerable<(string User, string Item)> Rows(Dataset data, Interactions rows) =>
        rows.Users.Zip(rows.Items, (user, item) => (data.UserIds[user], data.ItemIds[item]));
}
