using System.Runtime.InteropServices;

namespace KDiffE.Domain.Ranking;

/// <summary>An item of a history.</summary>
/// <param name="Item">The item's row.</param>
/// <param name="Weight">How much the history says that the user likes it, above 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WeightedItem(int Item, float Weight);
