using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Training.Model.Similarity;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe similarity</c>: the attention-aware matrix S, a line per training edge.</summary>
internal static class SimilarityCommand
{
    internal static Command Create()
    {
        var command = new Command("similarity", "Compute the attention-aware matrix S (Eq. 5) of the training edges");
        var source = new DataOptions(command);
        var settings = new SettingsOptions(command);
        var output = new Option<FileInfo>("--out") { Description = "Tab-separated file to write", HelpName = "file", Required = true };
        output.Validators.Add(CommonOptions.Writable);
        command.Options.Add(output);
        command.SetAction(async (arguments, cancellation) =>
        {
            var chosen = settings.Read(arguments).KDiffE;
            var data = await source.LoadAsync(arguments, cancellation);
            var started = Stopwatch.GetTimestamp();
            var similarity = SimilarityMatrix.Compute(data.Train, data.Users, data.Items, chosen.Similarity, cancellation);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await WriteAsync(arguments.GetValue(output)!, data, similarity, cancellation);
            Console.WriteLine($"S of {similarity.Length:N0} edges in {seconds:F2} s, mean {similarity.Average(s => (double)s):F4}.");
            return 0;
        });
        return command;
    }

    private static async Task WriteAsync(FileInfo file, Dataset data, float[] similarity, CancellationToken cancellation)
    {
        file.Directory?.Create();
        await using var writer = new StreamWriter(file.FullName);
        await writer.WriteLineAsync("user_id:token\titem_id:token\tsimilarity:float");
        for (var k = 0; k < similarity.Length; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{data.UserIds[data.Train.Users[k]]}\t{data.ItemIds[data.Train.Items[k]]}\t{similarity[k]}"));
        }
    }
}
