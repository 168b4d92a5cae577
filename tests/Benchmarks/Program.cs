using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KDiffE.Benchmarks;
using KDiffE.Infrastructure.Hosting;

// As the command does that is measured.
NativeHeap.KeepFreedMemory();

if (args is ["growth", var picture, .. var reports])
{
    GrowthChart.Write(picture, reports);
    return;
}

if (args is ["kernels", var folder, var preset, var epochs, var rounds, .. var chosen])
{
    KernelStudy.Run(folder, preset, int.Parse(epochs, CultureInfo.InvariantCulture), int.Parse(rounds, CultureInfo.InvariantCulture), chosen);
    return;
}

if (args is ["denoise", var graph, var draws, .. var shares])
{
    DenoiseStudy.Run(graph, int.Parse(draws, CultureInfo.InvariantCulture), shares.Select(share => double.Parse(share, CultureInfo.InvariantCulture)));
    return;
}

if (args is ["refit", var split, var its, var seeds])
{
    RefitStudy.Run(split, its, int.Parse(seeds, CultureInfo.InvariantCulture));
    return;
}

if (args is ["rows", var learnt, .. var models])
{
    RowStudy.Run(learnt, models);
    return;
}

if (args is ["place", var knownItems, var draw])
{
    PlaceStudy.Run(knownItems, int.Parse(draw, CultureInfo.InvariantCulture));
    return;
}

if (args is ["diversity", var rows, var how, var relation, .. var overrides])
{
    DiversityStudy.Run(rows, how, relation, overrides);
    return;
}

if (args is ["fold-in", var catalogue, var settings, var runs, .. var changes])
{
    FoldInStudy.Run(catalogue, settings, int.Parse(runs, CultureInfo.InvariantCulture), changes);
    return;
}

if (args is ["cells-of", var snapshot, var times])
{
    CellStudy.Run(snapshot, int.Parse(times, CultureInfo.InvariantCulture));
    return;
}

if (args is ["cells", var planted, var columns])
{
    CellStudy.Run(int.Parse(planted, CultureInfo.InvariantCulture), int.Parse(columns, CultureInfo.InvariantCulture));
    return;
}

if (args is ["planted", var made, var planters, var plants, var grown])
{
    PlantedCatalogue.Write(made, int.Parse(planters, CultureInfo.InvariantCulture), int.Parse(plants, CultureInfo.InvariantCulture), long.Parse(grown, CultureInfo.InvariantCulture));
    return;
}

if (args is ["stages", var source, .. var sets])
{
    await ScaleStudy.RunAsync(source, sets);
    return;
}

if (args is ["publish", var store, var version, var users, var items, var dim])
{
    await SyntheticSnapshot.PublishAsync(store, version, int.Parse(users, CultureInfo.InvariantCulture), int.Parse(items, CultureInfo.InvariantCulture), int.Parse(dim, CultureInfo.InvariantCulture));
    return;
}

if (args is ["load", var url, var paths, var requests, var clients])
{
    await LoadGenerator.RunAsync(new Uri(url), paths, int.Parse(requests, CultureInfo.InvariantCulture), int.Parse(clients, CultureInfo.InvariantCulture));
    return;
}

if (args is ["scan", var count, var length])
{
    ScanStudy.Run(int.Parse(count, CultureInfo.InvariantCulture), int.Parse(length, CultureInfo.InvariantCulture));
    return;
}

// In process: nothing is generated or restored at run time.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(SpMMBenchmark).Assembly).Run(args, config);
