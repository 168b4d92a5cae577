using KDiffE.Domain.Settings;

namespace KDiffE.Api.Runs;

/// <summary>What a run can be asked for with.</summary>
/// <param name="Presets">By name.</param>
/// <param name="Settings">Every hyper-parameter, section by section.</param>
public sealed record TrainingSettingsResponse(IReadOnlyList<PresetDescription> Presets, IReadOnlyList<SettingDescription> Settings);
