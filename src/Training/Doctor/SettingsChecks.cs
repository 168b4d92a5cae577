namespace KDiffE.Training.Doctor;

/// <summary>Whether what is configured is what anybody reads.</summary>
internal static class SettingsChecks
{
    /// <summary>Whether nothing is given that has no effect, such as a name with a letter too many.</summary>
    internal static Check Names(Patient patient) => new("settings", _ =>
    {
        var unknown = patient.UnknownSettings;
        return Task.FromResult(unknown.Count == 0
            ? Finding.Ok("all known")
            : Finding.Warning($"Without effect: {string.Join(", ", unknown.Select(setting => setting.Key))}.", string.Join(" ", unknown.Select(setting => setting.Advice).Distinct(StringComparer.Ordinal))));
    });
}
