using System.Text;
using KDiffE.Domain.Filtering;
using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Filtering;

/// <summary>Runs alone: it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(ItemAttributesMemoryTests), DisableParallelization = true)]
public sealed class ItemAttributesMemoryCollection;

/// <summary>What was overwritten leaves the memory.</summary>
[Collection(nameof(ItemAttributesMemoryTests))]
public sealed class ItemAttributesMemoryTests
{
    [Fact]
    public void ValuesThatNoItemHasAnyMoreAreForgotten()
    {
        var attributes = new ItemAttributes();
        Seen(attributes, 0).ShouldBeFalse();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var k = 0; k < 200_000; k++)
        {
            attributes.Set(1, Encoding.UTF8.GetBytes($$"""{"seen":"{{k}}"}"""));
            if (k % 100 == 0)
                Seen(attributes, k).ShouldBeTrue();
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(4_000_000);
        Seen(attributes, 199_999).ShouldBeTrue();
    }

    /// <summary>Whether row 1 has been seen as often as that.</summary>
    private static bool Seen(ItemAttributes attributes, int times)
    {
        var mask = new ItemMask(5);
        attributes.Evaluate(WhereClause.Parse($"seen = \"{times}\""), mask);
        return mask[1];
    }
}
