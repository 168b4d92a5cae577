using System.CommandLine;
using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;
using KDiffE.Training.Speed;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe bench</c>: where an epoch's time goes, and how far that is from what the machine can do.</summary>
internal static class BenchCommand
{
    // The first epoch compiles and allocates.
    private const int LeastEpochs = 2;
    private const int DefaultEpochs = 4;

    internal static Command Create()
    {
        var command = new Command("bench", "Measure an epoch by phase, and the kernels against the limits of this machine");
        var source = new DataOptions(command);
        var settings = new SettingsOptions(command, DefaultEpochs);
        var json = CommonOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var chosen = settings.Read(arguments);
            if (chosen.KDiffE.Epochs < LeastEpochs)
                throw new InvalidSettingException($"--epochs is {chosen.KDiffE.Epochs}, but the first epoch does not count: {LeastEpochs} are needed.");
            var data = await source.LoadAsync(arguments, cancellation);
            var report = Measure(data, chosen, settings.Preset(arguments), cancellation);
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            Console.WriteLine(report.Format());
            return 0;
        });
        return command;
    }

    private static SpeedReport Measure(Dataset data, TrainingSettings settings, string preset, CancellationToken cancellation)
    {
        var allocations = new Allocations(new EpochLines(settings.KDiffE));
        var result = new Experiment(data, DeviceOperators.Cpu).Train(settings, allocations, cancellation);
        cancellation.ThrowIfCancellationRequested();
        EpochReport[] epochs = [.. result.Epochs.Skip(1)];
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        Console.WriteLine("Kernels and limits …");
        var limits = MachineLimits.Measure();
        return new SpeedReport(
            DatasetReport.Of(data), preset, limits, SpeedReport.Median(epochs.Select(epoch => epoch.Seconds - epoch.Phases.Evaluation)),
            SpeedReport.Medians(epochs), allocations.Least / settings.KDiffE.StepsOf(data.Train.Count), allocations.CollectionShare,
            [.. new KernelBenchmark(data, settings, limits).Measure(cancellation)], peak);
    }

    /// <summary>
    /// Counts the managed bytes that epochs allocate, the least of them, since some evaluate besides, and the time that
    /// collecting them takes.
    /// </summary>
    private sealed class Allocations(IProgress<EpochReport> lines) : IProgress<EpochReport>
    {
        private long _last;
        private TimeSpan _pausesBefore;
        private double _seconds;

        /// <summary>Bytes of an epoch.</summary>
        internal long Least { get; private set; } = long.MaxValue;

        /// <summary>The share of the epochs' time, without the first, that garbage collections held all threads.</summary>
        internal double CollectionShare { get; private set; }

        /// <inheritdoc/>
        public void Report(EpochReport value)
        {
            if (_last > 0)
            {
                Least = Math.Min(Least, GC.GetTotalAllocatedBytes(precise: true) - _last);
                _seconds += value.Seconds;
                CollectionShare = Math.Round((GC.GetTotalPauseDuration() - _pausesBefore).TotalSeconds / _seconds, 6);
            }
            else
            {
                _pausesBefore = GC.GetTotalPauseDuration();
            }

            lines.Report(value);
            _last = GC.GetTotalAllocatedBytes(precise: true);
        }
    }
}
