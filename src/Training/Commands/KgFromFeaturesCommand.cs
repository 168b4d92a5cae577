using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Serialization;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Data;
using KDiffE.Training.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe kg from-features</c>: item features as entities of the knowledge graph.</summary>
internal static class KgFromFeaturesCommand
{
    internal static Command Create()
    {
        var command = new Command("from-features", "Cluster item features and add a triple (item, has_image, image:17) for each");
        var source = new DataOptions(command, orDatabase: true, learns: false);
        var clusters = CommonOptions.Whole("--clusters", 64, 1, 1_000_000, "The most clusters of each modality");
        var seed = new Option<int>("--seed") { Description = "Of the clustering", DefaultValueFactory = _ => 1 };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Make a copy of the folder with the triples here, and leave the folder alone", HelpName = "folder" };
        var replace = new Option<bool>("--replace") { Description = "Drop the triples of an earlier run first" };
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { clusters, seed, output, replace, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is not null && source.IsDatabase(result))
                result.AddError("--out makes a copy of a folder; it does not go with --from-db.");
        });
        command.SetAction(async (arguments, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var data = await source.LoadAsync(arguments, cancellation);
            if (data.Features.Count == 0)
                throw new InvalidOperationException($"'{data.Name}' has no item features.");
            var modalities = await ConsoleProgress.RunAsync("Clustering", progress => Task.Run(
                () => Cluster(data, arguments.GetValue(clusters), arguments.GetValue(seed), progress, cancellation), cancellation));
            var triples = modalities.SelectMany(modality => modality.Triples(data.ItemIds)).ToList();
            var added = await AddAsync(source, arguments, arguments.GetValue(output), triples, arguments.GetValue(replace), cancellation);
            var report = new Report(
                data.Name, arguments.GetValue(seed),
                [.. modalities.Select(modality => new ModalityReport(modality.Modality, modality.Items.Length, modality.Count))],
                added, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2));
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            Print(report);
            return 0;
        });
        return command;
    }

    private static List<FeatureClusters> Cluster(
        Dataset data, int clusters, int seed, IProgress<ProgressStep> progress, CancellationToken cancellation)
    {
        var done = new List<FeatureClusters>();
        foreach (var feature in data.Features)
        {
            done.Add(FeatureClusters.Of(feature, clusters, seed, new Steps(feature.Modality, progress), cancellation));
            progress.Report(new ProgressStep((double)done.Count / data.Features.Count, $"{feature.Modality}: {done[^1].Count:N0} clusters", Milestone: true));
        }

        return done;
    }

    private static async Task<AddedTriples> AddAsync(
        DataOptions source, ParseResult arguments, DirectoryInfo? output, List<ItemTriple> triples, bool replace, CancellationToken cancellation)
    {
        if (source.IsDatabase(arguments.CommandResult))
        {
            await using var services = await CommandServices.OpenDatabaseAsync(cancellation);
            return await services.GetRequiredService<ItemTripleTables>().AddAsync(triples, replace, cancellation);
        }

        var files = new ItemTripleFiles(source.OpenFolder(arguments));
        return output is null
            ? files.Add(triples, replace, cancellation)
            : files.AddToCopy(output.FullName, triples, replace, cancellation);
    }

    private static void Print(Report report)
    {
        foreach (var modality in report.Modalities)
            Console.WriteLine($"{modality.Modality,-14} {modality.Items,9:N0} items in {modality.Clusters,6:N0} clusters");
        var replaced = report.Triples.Replaced > 0 ? $" in place of {report.Triples.Replaced:N0}" : "";
        Console.WriteLine($"Added {report.Triples.Added:N0} triples{replaced} and {report.Triples.Linked:N0} links in {report.Seconds:F1} s.");
    }

    private sealed class Steps(string modality, IProgress<ProgressStep> progress) : IProgress<KMeans.Step>
    {
        public void Report(KMeans.Step value) => progress.Report(
            new ProgressStep(null, $"{modality}: iteration {value.Iteration}, {value.Moved:N0} items moved", Milestone: false));
    }

    private sealed record Report(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("seed")] int Seed,
        [property: JsonPropertyName("modalities")] IReadOnlyList<ModalityReport> Modalities,
        [property: JsonPropertyName("triples")] AddedTriples Triples,
        [property: JsonPropertyName("seconds")] double Seconds);

    private sealed record ModalityReport(
        [property: JsonPropertyName("modality")] string Modality,
        [property: JsonPropertyName("items")] int Items,
        [property: JsonPropertyName("clusters")] int Clusters);
}
