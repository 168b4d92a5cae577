using System.Runtime.InteropServices;

namespace KDiffE.Domain.Ranking;

/// <summary>An item and its score.</summary>
/// <param name="Item">The item's row.</param>
/// <param name="Score">Higher is better.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ScoredItem(int Item, float Score);
