namespace KDiffE.Infrastructure.Jobs;

/// <summary>The engines that this build has.</summary>
public static class TrainingEngines
{
    /// <summary>The configuration key that names the engine.</summary>
    public const string Key = "Training:Queue";

    private const string Default = "quartz";

    /// <summary>The engine of a name.</summary>
    /// <param name="name">As in the configuration; null for Quartz.</param>
    /// <exception cref="InvalidOperationException">There is none of this name.</exception>
    public static ITrainingEngine Find(string? name)
    {
        var engines = typeof(ITrainingEngine).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(ITrainingEngine)))
            .Select(type => (ITrainingEngine)Activator.CreateInstance(type)!)
            .OrderBy(engine => engine.Name, StringComparer.Ordinal)
            .ToList();
        return engines.Find(engine => engine.Name == (name ?? Default))
            ?? throw new InvalidOperationException(
                $"{Key} is '{name}', and this build has: {string.Join(", ", engines.Select(engine => engine.Name))}.");
    }
}
