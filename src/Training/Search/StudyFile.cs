using KDiffE.Training.Reports;

namespace KDiffE.Training.Search;

/// <summary>The file in which a study is kept, from one call of <c>tune</c> to the next.</summary>
/// <param name="path">The file; it need not exist yet.</param>
internal sealed class StudyFile(string path)
{
    /// <summary>The search with the trials that the file holds.</summary>
    /// <exception cref="InvalidDataException">The file holds the trials of another search, or something else.</exception>
    internal Study Continue(Study search)
    {
        if (!File.Exists(path))
            return search;
        var found = JsonReport.Read<Study>(path);
        var differences = found.DifferencesFrom(search).ToArray();
        return differences.Length == 0
            ? found
            : throw new InvalidDataException($"{path} belongs to another search: {string.Join("; ", differences)}. Name another file.");
    }

    /// <summary>Writes the study; a process that is killed meanwhile leaves the one of the last call.</summary>
    internal void Save(Study study) => JsonReport.Replace(study, path);
}
