using System.Runtime.CompilerServices;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Serving;

/// <summary>
/// Which items may be shown, by a rule of the application: in stock, of a language, for children. The rule is asked once of each item
/// of a snapshot and after <see cref="Renew"/>, never while items are ranked, so keep a filter and use it again. Safe to use from many threads.
/// </summary>
/// <param name="mayBeShown">The rule, by an item's external id.</param>
public sealed class ItemRule(Func<string, bool> mayBeShown)
{
    private readonly ConditionalWeakTable<Snapshot, ItemMask> _masks = [];

    /// <summary>Has the rule asked again, because what it goes by has changed.</summary>
    public void Renew() => _masks.Clear();

    internal ItemMask Of(Snapshot snapshot) => _masks.GetValue(snapshot, Make);

    private ItemMask Make(Snapshot snapshot)
    {
        var mask = new ItemMask(snapshot.Items);
        for (var item = 0; item < snapshot.Items; item++)
            mask[item] = mayBeShown(snapshot.ItemId(item));
        return mask;
    }
}
