using System.Diagnostics;
using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Commands;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.Similarity;
using KDiffE.Training.Operators;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.Benchmarks;

/// <summary>
/// What each stage takes from reading the data to an answer of the snapshot, with one epoch: seconds, and the memory of the process at most
/// in it.
/// </summary>
internal static class ScaleStudy
{
    private const int Queries = 200;
    private const int Top = 20;

    /// <summary>Prints a line <c>stage | seconds | MiB</c> for each stage, and what was found between them.</summary>
    /// <param name="source">A folder of data, or <c>db</c> for those of the configured database.</param>
    /// <param name="overrides">Settings that are not the default ones, as <c>--set</c> takes them.</param>
    internal static async Task RunAsync(string source, string[] overrides)
    {
        var settings = SettingsReader.Apply(new TrainingSettings(), [.. overrides, "KDiffE:Epochs=1"]);
        var data = await MeasureAsync("read and cut", () => source == "db" ? FromDatabaseAsync() : Task.Run(() => FolderDataset.Load(source)));
        Say($"{data.Users} users, {data.Items} items, {data.Train.Count} / {data.Valid.Count} / {data.Test.Count} interactions, {data.Triples.Count} triples");
        var similarity = await MeasureAsync("S", () => Task.Run(() => SimilarityMatrix.Compute(data.Train, data.Users, data.Items, settings.KDiffE.Similarity, CancellationToken.None)));
        Say($"{similarity.Average()} on average");

        var experiment = new Experiment(data, DeviceOperators.Cpu);
        var fit = await MeasureAsync("training of one epoch", () => Task.Run(() => experiment.Train(settings, progress: null, CancellationToken.None)));
        Say($"of it, the epoch {fit.Epochs[0].Seconds} s: {fit.Epochs[0].Phases}");
        var test = await MeasureAsync("evaluation", () => Task.Run(() => experiment.Test(fit.Model.ToScorer(), CancellationToken.None)));
        Say($"recall@20 {test?.Recall:0.0000} of {test?.Users} users");

        var file = Path.Combine(Path.GetTempPath(), $"kdiffe-scale-{Environment.ProcessId}.safetensors");
        try
        {
            await MeasureAsync("snapshot", () => Task.Run(() => Write(new Measured(fit, data, test, Popular: null), file)));
            Say($"{new FileInfo(file).Length >> 20} MiB");
            using var snapshot = await MeasureAsync("load", () => Task.Run(() => SnapshotFile.Open(file)));
            Answer(snapshot);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<Dataset> FromDatabaseAsync()
    {
        await using var services = await CommandServices.OpenDatabaseAsync(CancellationToken.None);
        return await DatabaseDataset.LoadAsync(services.GetRequiredService<NpgsqlDataSource>(), "scale");
    }

    private static bool Write(Measured measured, string file)
    {
        SnapshotFile.Write(ItemArrangement.Served(TrainedSnapshot.Create(measured), CancellationToken.None), file);
        return true;
    }

    private static void Answer(Snapshot snapshot)
    {
        var (search, top, times) = (new SnapshotRanking(snapshot).ByScore, new ScoredItem[Top], new List<double>());
        for (var query = 0; query < Queries; query++)
        {
            var begun = Stopwatch.GetTimestamp();
            search.Find(snapshot.UserEmbedding(query), allowed: null, after: null, top);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times.Sort();
        Say($"answer | {times[times.Count / 2]:0.000} ms |");
    }

    private static async Task<T> MeasureAsync<T>(string stage, Func<Task<T>> work)
    {
        // Sets the peak that the kernel remembers to what is in use now.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var begun = Stopwatch.GetTimestamp();
        var result = await work();
        using var self = Process.GetCurrentProcess();
        Say($"{stage} | {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s | {self.PeakWorkingSet64 >> 20} MiB");
        return result;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
