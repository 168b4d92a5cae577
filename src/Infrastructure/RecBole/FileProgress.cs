namespace KDiffE.Infrastructure.RecBole;

/// <summary>How far a file has been read.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Rows read so far.</param>
/// <param name="Bytes">Bytes read so far, of this file and those before it.</param>
/// <param name="TotalBytes">Bytes of the folder.</param>
/// <param name="Done">Whether the file has been read to its end.</param>
public readonly record struct FileProgress(string File, long Rows, long Bytes, long TotalBytes, bool Done);
