using System.Globalization;
using System.Text;

namespace KDiffE.Training.Paper;

/// <summary>The tables and figures of several datasets as files.</summary>
internal static class PaperFiles
{
    /// <summary>The file with the tables, and the figures under them.</summary>
    internal const string Tables = "paper.md";

    /// <summary>Writes the tables as <c>paper.md</c> and each figure as <c>DATASET-FIGURE.svg</c>, in place of what was there.</summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="results">What came out, dataset by dataset.</param>
    internal static void Write(string folder, IReadOnlyList<DatasetResults> results)
    {
        Directory.CreateDirectory(folder);
        var text = new StringBuilder("# The paper's tables and figures\n\nTest figures at the epoch that was best on the validation part, mean ± sample standard deviation over the seeds.\n");
        foreach (var result in results)
        {
            var name = result.Runs.Dataset.Name;
            text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n");
            foreach (var table in result.Tables())
                text.Append('\n').Append(table);
            foreach (var (part, figure, svg) in result.Charts())
            {
                var file = $"{name}-{figure}.svg";
                File.WriteAllText(Path.Combine(folder, file), svg);
                text.Append(CultureInfo.InvariantCulture, $"\n![{part.Title}]({file})\n");
            }
        }

        File.WriteAllText(Path.Combine(folder, Tables), text.ToString());
    }
}
