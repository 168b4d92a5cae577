using System.Runtime.InteropServices;

namespace KDiffE.Infrastructure.Import;

/// <summary>How far an import has come.</summary>
/// <param name="Source">The file that is read, or the table that is merged into.</param>
/// <param name="Rows">Rows read so far, or rows to merge.</param>
/// <param name="Fraction">Share of the folder's bytes that have been read; null once rows are merged.</param>
/// <param name="Done">Whether the file has been read to its end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ImportProgress(string Source, long Rows, double? Fraction, bool Done);
