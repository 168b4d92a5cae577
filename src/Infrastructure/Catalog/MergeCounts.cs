using System.Runtime.InteropServices;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>What became of rows that were written.</summary>
/// <param name="Inserted">Rows that the table did not have before.</param>
/// <param name="Updated">Rows that say something else now.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MergeCounts(long Inserted, long Updated);
