using System.Diagnostics;

namespace KDiffE.Training.Fitting;

/// <summary>Adds up where an epoch's time goes: each call books the time since the last one.</summary>
internal sealed class PhaseClock
{
    private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();

    internal double Total => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    internal void Book(string phase)
    {
        var now = Stopwatch.GetTimestamp();
        _seconds[phase] = _seconds.GetValueOrDefault(phase) + Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
    }

    internal PhaseSeconds Report() => new(
        Of(nameof(PhaseSeconds.Graph)), Of(nameof(PhaseSeconds.Diffusion)), Of(nameof(PhaseSeconds.Rebuild)),
        Of(nameof(PhaseSeconds.Sampling)), Of(nameof(PhaseSeconds.Forward)),
        Of(nameof(PhaseSeconds.Backward)), Of(nameof(PhaseSeconds.Update)), Of(nameof(PhaseSeconds.Evaluation)));

    private double Of(string phase) => Math.Round(_seconds.GetValueOrDefault(phase), 4);
}
