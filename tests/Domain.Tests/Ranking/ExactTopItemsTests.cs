using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Ranking;

public sealed class ExactTopItemsTests : TopItemsContract
{
    public override ITopItems ByDotProduct(float[] rows, int dim) => ExactTopItems.ByDotProduct(rows, dim);

    public override ITopItems ByCosine(float[] rows, int dim) => ExactTopItems.ByCosine(rows, dim);
}
