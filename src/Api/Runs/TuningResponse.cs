using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;

namespace KDiffE.Api.Runs;

/// <summary>The search for settings of a run with the preset <c>auto</c>.</summary>
/// <param name="Choice">The settings that it trains with, and why; null until it has chosen.</param>
/// <param name="Trials">The trials that it has made itself so far, in their order.</param>
public sealed record TuningResponse(TuningChoice? Choice, IReadOnlyList<TuningTrial> Trials)
{
    internal static TuningResponse? Of(TrainingRun run, IReadOnlyList<TuningTrial> trials) =>
        run.Arguments.Preset == Presets.Auto ? new TuningResponse(run.Tuning, trials) : null;
}
