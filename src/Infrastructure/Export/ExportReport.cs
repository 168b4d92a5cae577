namespace KDiffE.Infrastructure.Export;

/// <summary>What an export wrote.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Files">Each file with its rows.</param>
/// <param name="Skipped">What the format cannot hold, and why.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ExportReport(
    string Folder, IReadOnlyList<ExportedFile> Files, IReadOnlyList<string> Skipped, double Seconds);

/// <summary>A file of an export.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Rows without the header.</param>
public sealed record ExportedFile(string File, long Rows);
