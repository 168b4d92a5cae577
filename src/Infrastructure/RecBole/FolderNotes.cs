using System.Globalization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>What is no error in a folder and yet hardly meant: sentences for the one who brought it.</summary>
public sealed class FolderNotes
{
    private const int Listed = 20;

    private readonly List<string> _all = [];

    /// <summary>The sentences, in the order in which the files are read.</summary>
    public IReadOnlyList<string> All => _all;

    internal void Add(string sentence) => _all.Add(sentence);

    /// <summary>The files of the folder that nobody reads, with the name under which they would be where that is near.</summary>
    internal void AddUnread(RecBoleFolder folder)
    {
        if (folder.Unread.Count == 0)
            return;
        var names = folder.Unread.Take(Listed).Select(file => folder.NearestTo(file) is { } near ? $"{file} (meant as {near}?)" : file);
        var more = folder.Unread.Count > Listed ? string.Create(CultureInfo.InvariantCulture, $" and {folder.Unread.Count - Listed:N0} more") : "";
        Add($"Not read: {string.Join(", ", names)}{more}.");
    }
}
