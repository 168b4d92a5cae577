using KDiffE.Training.Reports;

namespace KDiffE.Training.Search;

/// <summary>The file in which a search keeps its trials, from one call to the next.</summary>
/// <param name="path">The file; it need not exist yet.</param>
internal sealed class TrialFile(string path)
{
    /// <summary>The search with the trials that the file holds.</summary>
    /// <exception cref="InvalidDataException">The file holds the trials of another search, or something else.</exception>
    internal Trials Continue(Trials search)
    {
        if (!File.Exists(path))
            return search;
        var found = JsonReport.Read<Trials>(path);
        var differences = found.DifferencesFrom(search).ToArray();
        return differences.Length == 0
            ? found
            : throw new InvalidDataException($"{path} belongs to another search: {string.Join("; ", differences)}. Name another file.");
    }

    /// <summary>Keeps the trials; a process that is killed meanwhile leaves those of the last call.</summary>
    internal void Keep(Trials trials) => JsonReport.Replace(trials, path);
}
