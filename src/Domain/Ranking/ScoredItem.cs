using System.Runtime.InteropServices;

namespace KDiffE.Domain.Ranking;

/// <summary>An item and its score.</summary>
/// <param name="Item">The item's row in the snapshot.</param>
/// <param name="Score">The score; the higher, the better.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ScoredItem(int Item, float Score);
